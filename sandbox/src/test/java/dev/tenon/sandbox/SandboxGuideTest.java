package dev.tenon.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Runs the commands of the guide, in their order, against the demo.
class SandboxGuideTest {
    private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    @Test
    void every_command_of_the_guide_works() throws IOException, InterruptedException {
        Path guide = Path.of("../docs/sandbox.md");
        assumeTrue(hasCurl(), "curl is not installed");
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.demo(0))) {
            String text =
                    Files.readString(guide)
                            .replace("http://127.0.0.1:8700", sandbox.uri().toString());
            var script = new StringBuilder("set -e\n");
            BLOCK.matcher(text).results().forEach(block -> script.append(block.group(1)));
            assertThat(script.toString().lines().filter(line -> line.startsWith("curl")))
                    .hasSizeGreaterThan(20);
            Process shell =
                    new ProcessBuilder("sh", "-x", "-c", script.toString())
                            .redirectErrorStream(true)
                            .start();
            String told = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(shell.waitFor()).as(told).isZero();
            assertThat(told).contains("\"changed\":25", "\"Name\":\"Made here\"", "fault-5");
            assertThat(sandbox.faults().standing()).isEmpty();
        }
    }

    private static boolean hasCurl() throws InterruptedException {
        try {
            return new ProcessBuilder("curl", "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        }
    }
}
