package dev.tenon.server.proxy;

import dev.tenon.server.vault.Connection;
import dev.tenon.spi.ConnectorInfo;

/// The account that a call is for, and how its provider is signed in to.
record Way(Connection connection, ConnectorInfo info) {}
