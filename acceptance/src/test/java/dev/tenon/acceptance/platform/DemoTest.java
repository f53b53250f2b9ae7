package dev.tenon.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What a newcomer runs first.
class DemoTest {
    @Test
    void every_step_is_verified_and_nothing_goes_wrong_on_the_way(@TempDir Path folder)
            throws IOException, InterruptedException {
        Path said = folder.resolve("said");
        Path complaints = folder.resolve("complaints");
        Process demo =
                new ProcessBuilder(command(folder.resolve("data")))
                        .directory(Path.of("..").toFile())
                        .redirectOutput(said.toFile())
                        .redirectError(complaints.toFile())
                        .start();

        boolean ended = demo.waitFor(180, TimeUnit.SECONDS);
        if (!ended) demo.destroy();

        assertThat(ended).as("it ends by itself").isTrue();
        JsonNode report = Product.JSON.readTree(Files.readString(said));
        assertThat(demo.exitValue()).as(report.toString()).isZero();
        assertThat(report.path("ok").asBoolean()).isTrue();
        assertThat(report.path("records").asLong()).isEqualTo(302_000);
        assertThat(report.path("badSignatures").asLong()).isZero();
        assertThat(report.path("outOfOrder").asLong()).isZero();
        for (JsonNode step : report.path("steps")) {
            assertThat(step.path("ok").asBoolean()).as(step.toString()).isTrue();
        }
        assertThat(Files.readString(complaints)).doesNotContain("Exception", "SEVERE", "ERROR");
    }

    private static List<String> command(Path data) {
        List<String> command = new ArrayList<>(Program.command(List.of()));
        command.addAll(List.of("demo", "--once", "--json", "--data", data.toString()));
        return command;
    }
}
