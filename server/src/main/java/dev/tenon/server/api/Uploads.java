package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.json.Json;
import dev.tenon.server.seal.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Takes the zip files that the compatible CLI deploys: gives a place to upload to, receives the
/// file there, and reads the manifest out of it. Files live in memory for ten minutes, for they are
/// read a moment after they arrive; the compatible client sends both calls to the same server. Safe
/// for use by many threads.
public final class Uploads {
    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final int LARGEST_MANIFEST = 2 * 1024 * 1024;
    private static final int MOST = 100;

    private final URI publicUrl;
    private final Supplier<Secret> random;
    private final InstantSource clock;
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();

    public Uploads(URI publicUrl, Supplier<Secret> random, InstantSource clock) {
        this.publicUrl = publicUrl;
        this.random = random;
        this.clock = clock;
    }

    ObjectNode begin(Request request) {
        String name = random.get().reveal();
        put(name, new Waiting(null, request.query("md5"), clock.instant().plus(LIFE)));
        ObjectNode json = Json.object();
        json.put("url", publicUrl.resolve("/v1/uploads/" + name).toString());
        json.put("bucket", "uploads");
        json.put("path", name);
        return json;
    }

    void receive(Request request) {
        String name = request.parameter("upload");
        Waiting place = find(name);
        String md5 = request.header("content-md5").orElse(place.md5());
        if (!md5.isEmpty() && !md5.equals(md5(request.body()))) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "upload.damaged",
                    "The file does not have the MD5 it was announced with.",
                    "header Content-MD5",
                    "Upload it again.");
        }
        put(name, new Waiting(request.body(), md5, place.until()));
    }

    /// The manifest in an uploaded zip.
    String manifest(String url) {
        String name = url.substring(url.lastIndexOf('/') + 1);
        byte[] zip = find(name).content();
        if (zip == null) throw unknown();
        try (var entries = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = entries.getNextEntry();
                    entry != null;
                    entry = entries.getNextEntry()) {
                if (!isManifest(entry.getName())) continue;
                byte[] bytes = entries.readNBytes(LARGEST_MANIFEST + 1);
                if (bytes.length > LARGEST_MANIFEST) break;
                return new String(bytes, StandardCharsets.UTF_8);
            }
        } catch (IOException | IllegalArgumentException _) {
            // Told below, like a zip without a manifest.
        }
        throw new Refusal(
                Refusal.Kind.INVALID,
                "upload.no-manifest",
                "The zip has no manifest of up to 2 MB at its root.",
                "sourceZipUrl",
                "Put tenon.yaml (or amp.yaml) at the root of the zip.");
    }

    private static boolean isManifest(String name) {
        return name.matches("(\\./)?(tenon|amp)\\.ya?ml");
    }

    private synchronized void put(String name, Waiting place) {
        Instant now = clock.instant();
        waiting.values().removeIf(old -> old.until().isBefore(now));
        if (waiting.size() >= MOST) waiting.remove(waiting.keySet().iterator().next());
        waiting.put(name, place);
    }

    private synchronized Waiting find(String name) {
        Waiting found = waiting.get(name);
        if (found == null || found.until().isBefore(clock.instant())) throw unknown();
        return found;
    }

    private static Refusal unknown() {
        return new Refusal(
                Refusal.Kind.NOT_FOUND,
                "upload.unknown",
                "There is no such upload, or it is older than ten minutes.",
                "sourceZipUrl",
                "Ask for a new upload URL and send the file again.");
    }

    private static String md5(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every JDK has MD5", impossible);
        }
    }

    private record Waiting(byte @Nullable [] content, String md5, Instant until) {
        Waiting(byte @Nullable [] content, String md5, Instant until) {
            this.content = content;
            this.md5 = md5;
            this.until = until;
        }
    }
}
