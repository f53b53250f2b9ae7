package dev.tenon.server.console;

import dev.tenon.server.api.Reply;
import dev.tenon.server.api.Request;
import dev.tenon.server.digest.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Map;

/// The files that pages load, read once: our style, our script, and htmx from its WebJar. A file's
/// address has a hash of what is in it, so that browsers may keep it for ever. Safe for use by many
/// threads.
final class Assets {
    /// The version is that of the build's dependency; a test finds the file gone when they part.
    private static final String HTMX =
            "/META-INF/resources/webjars/htmx.org/2.0.8/dist/htmx.min.js";

    private final Map<String, Asset> files;

    private Assets(Map<String, Asset> files) {
        this.files = Map.copyOf(files);
    }

    static Assets load() {
        String script = "text/javascript; charset=utf-8";
        return new Assets(
                Map.of(
                        "htmx.js", Asset.of(HTMX, script),
                        "console.js", Asset.of("console.js", script),
                        "console.css", Asset.of("console.css", "text/css; charset=utf-8"),
                        "icon.svg", Asset.of("icon.svg", "image/svg+xml")));
    }

    /// Where a page finds a file.
    String address(String name) {
        return Console.HOME + "/assets/" + name + "?v=" + file(name).hash();
    }

    Reply answer(Request request) {
        Asset asset = file(request.parameter("asset"));
        boolean exact = request.query("v").equals(asset.hash());
        return new Reply(200, asset.type(), asset.content(), Map.of())
                .with("X-Content-Type-Options", "nosniff")
                .with("Cross-Origin-Resource-Policy", "same-origin")
                .with("Cache-Control", exact ? "private, max-age=31536000, immutable" : "no-cache");
    }

    private Asset file(String name) {
        Asset asset = files.get(name);
        if (asset == null) throw Request.notFound("file", name);
        return asset;
    }

    private record Asset(byte[] content, String type, String hash) {
        static Asset of(String resource, String type) {
            try (InputStream in = Assets.class.getResourceAsStream(resource)) {
                if (in == null) throw new IllegalStateException(resource + " is not in the jar");
                byte[] content = in.readAllBytes();
                byte[] hash = Sha256.of(content);
                return new Asset(content, type, HexFormat.of().formatHex(hash, 0, 8));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
