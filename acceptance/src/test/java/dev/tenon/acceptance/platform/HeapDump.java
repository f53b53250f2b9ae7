package dev.tenon.acceptance.platform;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Everything that is reachable in another Java process, as a file.
final class HeapDump {
    private static final int WINDOW = 64 << 20;

    private final Path file;

    private HeapDump(Path file) {
        this.file = file;
    }

    /// Has the process collect its garbage and write what is left.
    static HeapDump of(long process, Path file) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        var command =
                List.of(
                        jcmd.toString(),
                        Long.toString(process),
                        "GC.heap_dump",
                        "-overwrite",
                        file.toString());
        Process dump = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (dump.waitFor() != 0) throw new AssertionError(said);
        return new HeapDump(file);
    }

    /// Which of these are in it, as text of one byte a character or of two.
    List<Needle> found(List<Needle> needles) throws IOException {
        var found = new ArrayList<Needle>();
        try (FileChannel channel = FileChannel.open(file)) {
            for (Needle needle : needles) {
                if (has(channel, bytes(needle, StandardCharsets.ISO_8859_1))
                        || has(channel, bytes(needle, StandardCharsets.UTF_16LE))
                        || has(channel, bytes(needle, StandardCharsets.UTF_16BE))) {
                    found.add(needle);
                }
            }
        }
        return found;
    }

    private static byte[] bytes(Needle needle, Charset charset) {
        return needle.secret().getBytes(charset);
    }

    /// Windows overlap, so that nothing is cut in two.
    private static boolean has(FileChannel channel, byte[] wanted) throws IOException {
        for (long at = 0; at < channel.size(); at += WINDOW) {
            long length = Math.min(WINDOW + wanted.length, channel.size() - at);
            var bytes = new byte[(int) length];
            channel.map(FileChannel.MapMode.READ_ONLY, at, length).get(bytes);
            if (has(bytes, wanted)) return true;
        }
        return false;
    }

    private static boolean has(byte[] bytes, byte[] wanted) {
        for (int i = 0; i <= bytes.length - wanted.length; i++) {
            int same = 0;
            while (same < wanted.length && bytes[i + same] == wanted[same]) same++;
            if (same == wanted.length) return true;
        }
        return false;
    }
}
