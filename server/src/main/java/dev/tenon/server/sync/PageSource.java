package dev.tenon.server.sync;

import dev.tenon.spi.Page;
import dev.tenon.spi.Position.Cursor;
import org.jspecify.annotations.Nullable;

/// Where the pages of a run come from.
@FunctionalInterface
interface PageSource {
    /// The page at `cursor`; the first when it is null.
    ///
    /// @throws dev.tenon.spi.ProviderException when the provider does not give it
    Page read(@Nullable Cursor cursor);
}
