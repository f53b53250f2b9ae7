package dev.tenon.server.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/// Where the Java code of this process spends its time, drawn as a flame graph: the wider a bar,
/// the more often it was seen at work. Callers are below those they call.
final class FlameGraph implements AutoCloseable {
    private static final int WIDTH = 1_200;
    private static final int ROW = 17;
    private static final int HEAD = 40;
    private static final double NARROWEST = 2.5;
    private static final int LETTER = 7;

    private final Recording recording = new Recording();

    private FlameGraph() {
        recording.enable("jdk.ExecutionSample").withPeriod(java.time.Duration.ofMillis(10));
        recording.start();
    }

    /// Begins to watch.
    static FlameGraph start() {
        return new FlameGraph();
    }

    /// Stops watching, and draws what was seen.
    ///
    /// @param title what was measured
    void draw(Path picture, String title) throws IOException {
        recording.stop();
        Path file = Files.createTempFile("tenon", ".jfr");
        try {
            recording.dump(file);
            Files.writeString(picture, svg(tree(RecordingFile.readAllEvents(file)), title));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public void close() {
        recording.close();
    }

    private static Bar tree(List<RecordedEvent> samples) {
        var root = new Bar("all");
        for (RecordedEvent sample : samples) {
            if (sample.getStackTrace() == null) continue;
            List<RecordedFrame> frames = sample.getStackTrace().getFrames();
            Bar bar = root;
            bar.seen++;
            for (int at = frames.size() - 1; at >= 0; at--) {
                bar = bar.above.computeIfAbsent(name(frames.get(at).getMethod()), Bar::new);
                bar.seen++;
            }
        }
        return root;
    }

    private static String name(RecordedMethod method) {
        String type = method.getType().getName();
        return type.replaceAll("/0x[0-9a-f]+", "") + "." + method.getName();
    }

    private static String svg(Bar root, String title) {
        var bars = new ArrayList<String>();
        int depth = bars(root, 0, 0, Math.max(1, root.seen), bars);
        int height = HEAD + (depth + 1) * ROW;
        var svg = new StringBuilder();
        svg.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"11\">\n"
                        .formatted(WIDTH, height));
        svg.append("<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n".formatted(WIDTH, height));
        svg.append(
                "<text x=\"8\" y=\"22\" font-size=\"14\">%s: %d samples</text>\n"
                        .formatted(escaped(title), root.seen));
        svg.append("<g transform=\"translate(0,%d) scale(1,-1)\">\n".formatted(height));
        bars.forEach(svg::append);
        return svg.append("</g>\n</svg>\n").toString();
    }

    /// @return how deep the bars go
    private static int bars(Bar bar, int depth, double left, int all, List<String> drawn) {
        double width = (double) bar.seen * WIDTH / all;
        drawn.add(drawn(bar, depth, left, all));
        int deepest = depth;
        double place = left;
        for (Bar each : bar.sorted()) {
            double its = (double) each.seen * WIDTH / all;
            if (its >= NARROWEST) {
                deepest = Math.max(deepest, bars(each, depth + 1, place, all, drawn));
            }
            place += its;
        }
        return width < NARROWEST ? depth : deepest;
    }

    private static String drawn(Bar bar, int depth, double left, int all) {
        double width = (double) bar.seen * WIDTH / all;
        String shortened = bar.name.replaceAll("^.*\\.([^.]+\\.[^.]+)$", "$1");
        int letters = (int) (width / LETTER);
        String label =
                letters < 4 ? "" : shortened.substring(0, Math.min(shortened.length(), letters));
        int bottom = depth * ROW;
        return String.format(
                Locale.ROOT,
                "<g><title>%s: %.1f %%</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>"
                        + "<text transform=\"translate(%.1f,%d) scale(1,-1)\">%s</text></g>%n",
                escaped(bar.name),
                bar.seen * 100.0 / all,
                left,
                bottom,
                Math.max(0.5, width - 0.5),
                ROW - 1,
                colour(bar.name),
                left + 3,
                bottom + 5,
                escaped(label));
    }

    private static String colour(String name) {
        if (name.startsWith("dev.tenon.")) return "#7fb2e5";
        if (name.startsWith("org.postgresql.")) return "#9fd49a";
        if (name.startsWith("tools.jackson.")) return "#f3c77b";
        return "#d9d9d9";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static final class Bar {
        private final String name;
        private final Map<String, Bar> above = new TreeMap<>();
        private int seen;

        Bar(String name) {
            this.name = name;
        }

        List<Bar> sorted() {
            return above.values().stream()
                    .sorted(Comparator.comparingInt((Bar bar) -> bar.seen).reversed())
                    .toList();
        }
    }
}
