package dev.tenon.server.demo;

/// A step of the demo that did not do what it promises.
final class DemoFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoFailure(String what) {
        super(what);
    }
}
