/// Passes single authenticated calls of the product through to a customer's account at a provider,
/// bodies as streams both ways.
///
/// May import: recent, db, tenant, deploy, install, vault, outbound, format, spi, diagnostics
///
/// Start reading at [Proxy].
@NullMarked
package dev.tenon.server.proxy;

import org.jspecify.annotations.NullMarked;
