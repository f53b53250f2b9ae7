package dev.tenon.server.write;

import dev.tenon.spi.Writer;
import java.util.List;
import java.util.stream.Stream;

/// The ways an object can be written. Safe for use by many threads.
///
/// @param object the provider's name
record Offers(Writer writer, String object) {
    /// The way for so many records: one alone goes by the way for single records, several by the
    /// way that takes the fewest calls.
    ///
    /// @param undoes whether the provider must undo the whole call when one record fails
    Writer.Offer of(Writer.Operation kind, int records, boolean undoes) {
        return of(kind, records, undoes, false);
    }

    /// The same, by a way that takes associations if there are some.
    Writer.Offer of(Writer.Operation kind, int records, boolean undoes, boolean associates) {
        List<Writer.Offer> offers =
                writer.offers(object, kind).stream()
                        .filter(offer -> !undoes || records == 1 || offer.allOrNone())
                        .filter(offer -> !associates || offer.associations())
                        .toList();
        if (offers.isEmpty()) throw new IllegalStateException("no way to write " + object);
        return fitting(offers, records);
    }

    private static Writer.Offer fitting(List<Writer.Offer> offers, int records) {
        return offers.stream()
                .filter(offer -> records > 1 ? offer.maxRecords() > 1 : offer.maxRecords() == 1)
                .findFirst()
                .orElse(offers.getFirst());
    }

    /// The way for writes that are alike, on a condition or without one.
    Writer.Offer of(QueuedWrite.Content content, int records) {
        Writer.Condition.Kind needed = conditions().needed(content);
        boolean associates = !content.extras().associations().isEmpty();
        if (needed == null) return of(content.kind(), records, false, associates);
        List<Writer.Offer> honouring =
                writer.offers(object, content.kind()).stream()
                        .filter(offer -> offer.conditions().contains(needed))
                        .filter(offer -> !associates || offer.associations())
                        .toList();
        return fitting(honouring, records);
    }

    /// How conditions are kept.
    Conditions conditions() {
        return new Conditions(writer, object);
    }

    /// Whether the object can be written so at all.
    boolean has(Writer.Operation kind) {
        return !writer.offers(object, kind).isEmpty();
    }

    /// The most records that any call takes.
    int most() {
        return Stream.of(Writer.Operation.values())
                .flatMap(kind -> writer.offers(object, kind).stream())
                .mapToInt(Writer.Offer::maxRecords)
                .max()
                .orElse(1);
    }

    /// The most records of which all or none can be written; 1 when the provider undoes nothing.
    int mostTogether(Writer.Operation kind) {
        return writer.offers(object, kind).stream()
                .filter(Writer.Offer::allOrNone)
                .mapToInt(Writer.Offer::maxRecords)
                .max()
                .orElse(1);
    }

    /// The most bytes that one call takes of which all or none can be written.
    int mostBytes(Writer.Operation kind) {
        return writer.offers(object, kind).stream()
                .filter(Writer.Offer::allOrNone)
                .mapToInt(Writer.Offer::maxBytes)
                .max()
                .orElse(Integer.MAX_VALUE);
    }
}
