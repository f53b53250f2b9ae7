package dev.tenon.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;

/// What somebody saw, kept in `target/screenshots`: in the light, in the dark, and on a phone.
final class Pictures {
    private static final Path FOLDER = Path.of("target", "screenshots").toAbsolutePath();

    private Pictures() {}

    static void take(Chromium browser, String name) throws IOException {
        browser.screenshot(FOLDER.resolve(name + "-light.png"));
        browser.dark(true);
        browser.screenshot(FOLDER.resolve(name + "-dark.png"));
        browser.dark(false);
        browser.size(390, 844);
        assertThat(browser.text("document.documentElement.scrollWidth <= 390"))
                .as("all of it fits a phone's width")
                .isEqualTo("true");
        browser.screenshot(FOLDER.resolve(name + "-phone.png"));
        browser.size(1440, 900);
    }
}
