package dev.tenon.connectors.catalog;

import dev.tenon.format.Nearest;
import dev.tenon.format.ProviderNames;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.SignIn.Scheme;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// The known systems. Immutable; may be used by many threads.
public final class Catalog implements ProviderNames {
    private static final String RESOURCE = "providers.tsv";

    private final Map<String, CatalogEntry> byName = new LinkedHashMap<>();
    private final Map<String, CatalogEntry> byAlias = new LinkedHashMap<>();
    private final SignInLines signIns = new SignInLines();

    private Catalog(Stream<String> lines) {
        lines.map(Catalog::entry).forEach(this::add);
    }

    /// The catalog that comes with the product, read at the first call.
    public static Catalog bundled() {
        return Bundled.CATALOG;
    }

    private static final class Bundled {
        static final Catalog CATALOG = load();
    }

    private static Catalog load() {
        InputStream resource =
                Objects.requireNonNull(Catalog.class.getResourceAsStream(RESOURCE), RESOURCE);
        try (var reader =
                new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            return new Catalog(reader.lines());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Name, display name, aliases with commas, way to sign in, base URL; tabs between them.
    private static CatalogEntry entry(String line) {
        String[] cells = line.split("\t", -1);
        if (cells.length != 5) throw new IllegalStateException("catalog line: " + line);
        List<String> aliases = cells[2].isEmpty() ? List.of() : Arrays.asList(cells[2].split(","));
        return new CatalogEntry(
                cells[0],
                cells[1],
                aliases,
                Scheme.valueOf(cells[3]),
                cells[4].isEmpty() ? null : cells[4]);
    }

    private void add(CatalogEntry entry) {
        byName.put(entry.name(), entry);
        entry.aliases().forEach(alias -> byAlias.put(alias, entry));
    }

    /// The system of this name or alias; case matters, and a name wins over an alias.
    public Optional<CatalogEntry> find(String name) {
        CatalogEntry named = byName.get(name);
        return Optional.ofNullable(named == null ? byAlias.get(name) : named);
    }

    /// How to sign in to a system, and where its API is; nothing when that is not known.
    public Optional<ConnectorInfo> signIn(String name) {
        return find(name).flatMap(signIns::find);
    }

    /// The systems whose name, display name or alias contains the text, whatever its case; those
    /// that begin with it come first.
    public List<CatalogEntry> search(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        return byName.values().stream()
                .filter(entry -> spellings(entry).anyMatch(each -> each.contains(wanted)))
                .sorted(Comparator.comparing(entry -> beginsLater(entry, wanted)))
                .toList();
    }

    private static boolean beginsLater(CatalogEntry entry, String wanted) {
        return spellings(entry).noneMatch(each -> each.startsWith(wanted));
    }

    private static Stream<String> spellings(CatalogEntry entry) {
        return Stream.concat(Stream.of(entry.name(), entry.displayName()), entry.aliases().stream())
                .map(each -> each.toLowerCase(Locale.ROOT));
    }

    /// All systems, by name.
    public Collection<CatalogEntry> all() {
        return List.copyOf(byName.values());
    }

    @Override
    public boolean knows(String name) {
        return byName.containsKey(name) || byAlias.containsKey(name);
    }

    @Override
    public List<String> nearest(String name) {
        return Nearest.to(
                name, Stream.concat(byName.keySet().stream(), byAlias.keySet().stream()).toList());
    }

    @Override
    public String canonical(String name) {
        return find(name).map(CatalogEntry::name).orElse(name);
    }
}
