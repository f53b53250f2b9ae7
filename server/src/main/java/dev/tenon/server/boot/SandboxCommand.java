package dev.tenon.server.boot;

import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.SandboxSettings;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tenon sandbox`: runs the simulated systems alone.
@Command(
        name = "sandbox",
        description = "Run the simulated SaaS systems alone, to develop against.")
final class SandboxCommand implements Callable<Integer> {
    @Option(
            names = "--port",
            description = "Port to listen at (default 8700).",
            defaultValue = "8700")
    private int port = 8700;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > 65_535) {
            throw new ParameterException(spec.commandLine(), "There is no port " + port);
        }
        var stop = new CountDownLatch(1);
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.demo(port))) {
            Runtime.getRuntime().addShutdownHook(new Thread(stop::countDown, "stop"));
            System.out.println("The sandbox answers at " + sandbox.uri());
            System.out.println("Its pages tell what is in it; its admin calls are under /admin.");
            stop.await();
        }
        return 0;
    }
}
