package dev.tenon.server.write;

import dev.tenon.server.vault.Connection;
import dev.tenon.spi.Access;
import dev.tenon.spi.Reader;
import dev.tenon.spi.Writer;

/// The way of one call to its provider: by the installation's connection, or by a person's own.
record Line(Target target, Connection connection, Access access) {
    String object() {
        return target.key().object();
    }

    /// Only for connectors that can write.
    Writer writer() {
        return target.connector().writer(access).orElseThrow();
    }

    Reader reader() {
        return target.connector().reader(access);
    }
}
