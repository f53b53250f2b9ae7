package dev.tenon.server.demo;

/// One of the two customers of the demo.
///
/// @param ref the product's id for it, which is also the name of its org in the sandbox
/// @param name what people call it
/// @param connection once it has signed in
/// @param installation once the integration is installed
record Customer(String ref, String name, String connection, String installation) {
    static Customer of(String ref, String name) {
        return new Customer(ref, name, "", "");
    }
}
