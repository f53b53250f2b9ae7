package dev.tenon.server.console;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.server.api.Reply;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes pages from the templates that the build turned into classes of this package. Whatever a
/// template prints is escaped for the place it stands at. Safe for use by many threads.
final class Templates {
    private static final Map<String, String> HEADERS =
            Map.of(
                    "Content-Security-Policy",
                            "default-src 'none'; script-src 'self'; style-src 'self';"
                                    + " img-src 'self'; connect-src 'self'; form-action 'self';"
                                    + " base-uri 'none'; frame-ancestors 'none'",
                    "Cache-Control", "no-store",
                    "X-Frame-Options", "DENY",
                    "X-Content-Type-Options", "nosniff",
                    "Referrer-Policy", "same-origin",
                    "Cross-Origin-Resource-Policy", "same-origin");

    private final TemplateEngine engine =
            TemplateEngine.createPrecompiled(
                    null,
                    ContentType.Html,
                    Templates.class.getClassLoader(),
                    Templates.class.getPackageName());
    private final Assets assets;

    Templates(Assets assets) {
        this.assets = assets;
    }

    /// A whole page for somebody who has signed in.
    Reply page(String template, String title, Visitor visitor, Object view) {
        return page(200, template, title, visitor, view);
    }

    /// A whole page with another status.
    Reply page(int status, String template, String title, Visitor visitor, Object view) {
        return render(
                status, template, Map.of("frame", Frame.of(title, visitor, assets), "view", view));
    }

    /// A whole page for nobody in particular.
    Reply bare(int status, String template, String title, Object view) {
        return render(
                status, template, Map.of("frame", Frame.of(title, null, assets), "view", view));
    }

    /// A part of a page, to take the place of the one that is shown.
    Reply part(String template, Object view) {
        return render(200, template, Map.of("view", view));
    }

    /// What went wrong, as a page.
    ///
    /// @param visitor null for nobody in particular
    Reply problem(int status, Diagnostic problem, @Nullable Visitor visitor) {
        Frame frame = Frame.of(problem.what(), visitor, assets);
        return render(status, "problem.jte", Map.of("frame", frame, "view", problem));
    }

    private Reply render(int status, String template, Map<String, Object> parameters) {
        var output = new StringOutput(16 * 1024);
        engine.render(template, parameters, output);
        Reply reply = Reply.text(status, "text/html; charset=utf-8", output.toString());
        for (var header : Set.copyOf(HEADERS.entrySet())) {
            reply = reply.with(header.getKey(), header.getValue());
        }
        return reply;
    }

    /// What stands around a page.
    ///
    /// @param visitor null on pages for nobody in particular
    record Frame(String title, @Nullable Visitor visitor, Files files) {
        private static Frame of(String title, @Nullable Visitor visitor, Assets assets) {
            return new Frame(
                    title,
                    visitor,
                    new Files(
                            assets.address("console.css"),
                            assets.address("htmx.js"),
                            assets.address("console.js"),
                            assets.address("icon.svg")));
        }
    }

    /// Addresses of the files that every page loads.
    record Files(String style, String htmx, String script, String icon) {}
}
