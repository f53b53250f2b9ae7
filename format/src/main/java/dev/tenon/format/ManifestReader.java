package dev.tenon.format;

import java.util.List;

/// Reads manifests, `tenon.yaml` and `amp.yaml` alike, and finds everything that is wrong with
/// them. May be used by many threads.
public final class ManifestReader {
    private final ProviderNames providers;

    /// @param providers the names that `provider` may have
    public ManifestReader(ProviderNames providers) {
        this.providers = providers;
    }

    /// Reads a manifest. Never fails: what is wrong is in the findings.
    ///
    /// @param source the text of the file
    /// @param file its name, for the findings
    public Reading read(String source, String file) {
        var notes = new Notes("manifest", file);
        Manifest manifest = null;
        try {
            Written written = new YamlSource(source, notes).read();
            manifest = new ManifestShape(providers, notes).read(written);
        } catch (Unreadable unreadable) {
            notes.error(unreadable.place(), unreadable.rule(), unreadable.what(), unreadable.fix());
        }
        List<Finding> findings = new Silence(source).apply(notes.findings());
        return new Reading(notes.hasErrors() ? null : manifest, findings);
    }
}
