package dev.tenon.acceptance.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tenon.acceptance.platform.Product;
import dev.tenon.acceptance.platform.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What `docs/access.md` shows of tokens works as it is written: a shell and OpenSSL make the key
/// and sign the token.
@ExtendWith(World.Shared.class)
class GuideToAccessTest {
    private static final Pattern RUN =
            Pattern.compile("<!-- run: [^>]*-->\\n```sh\\n(.*?)```", Pattern.DOTALL);

    private final World world;

    GuideToAccessTest(World world) {
        this.world = world;
    }

    @Test
    void a_token_that_the_page_makes_reaches_the_customer(@TempDir Path directory)
            throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not installed");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
        String page = Files.readString(page());
        String examples =
                RUN.matcher(page)
                        .results()
                        .map(found -> found.group(1))
                        .collect(Collectors.joining("\n"));
        assertThat(examples).contains("openssl genpkey", "curl");

        JsonNode connections = Product.JSON.readTree(run(directory, examples));

        assertThat(connections).isNotEmpty();
        assertThat(connections)
                .allMatch(each -> each.at("/group/groupRef").asString("").equals("acme"));
    }

    private String run(Path directory, String examples) throws IOException, InterruptedException {
        String tenon = "set -e\n" + Program.shellFunction("tenon");
        Path script = Files.writeString(directory.resolve("examples.sh"), tenon + examples);
        var builder = new ProcessBuilder(List.of("bash", script.toString()));
        builder.directory(directory.toFile());
        builder.environment().put("TENON_URL", world.server().address().toString());
        builder.environment().put("TENON_API_KEY", world.team().key());
        builder.redirectError(directory.resolve("errors").toFile());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Files.readString(directory.resolve("errors"))).isZero();
        return out;
    }

    private static Path page() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                .map(at -> at.resolve("docs/access.md"))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow();
    }
}
