package dev.tenon.server.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.vault.OAuth1.Keys;
import dev.tenon.server.vault.OAuth1.Moment;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Against examples that others have published with their signatures.
class OAuth1Test {
    /// RFC 5849, section 1.2: the request for temporary credentials, which has no version.
    @Test
    void photos_of_the_specification() {
        var keys =
                new Keys(
                        "dpf43f3p2l4k3l03",
                        "kd94hf93k423kf44",
                        "nnch734d00sl2jdk",
                        "pfkkdhi9sl3r4s00");
        String header =
                new OAuth1(keys, false, "")
                        .header(
                                "GET",
                                URI.create(
                                        "http://photos.example.net/photos?file=vacation.jpg&size=original"),
                                Map.of(),
                                Map.of(),
                                new Moment("kllo9940pd9333jh", 1191242096));

        // The example of OAuth Core 1.0, appendix A.5, which has a version.
        assertThat(header).contains("oauth_signature=\"tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D\"");
    }

    /// X's documentation, "Creating a signature".
    @Test
    void a_form_and_a_query_are_signed_together() {
        var keys =
                new Keys(
                        "xvz1evFS4wEEPTGEFPHBog",
                        "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
                        "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
                        "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE");
        var form = new LinkedHashMap<String, String>();
        form.put("status", "Hello Ladies + Gentlemen, a signed OAuth request!");

        String header =
                new OAuth1(keys, false, "")
                        .header(
                                "POST",
                                URI.create(
                                        "https://api.twitter.com/1.1/statuses/update.json?include_entities=true"),
                                form,
                                Map.of(),
                                new Moment(
                                        "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg", 1318622958));

        assertThat(header).contains("oauth_signature=\"hCtSmYh%2BiHYCEqBWrE7C7hYmtUk%3D\"");
    }

    @Test
    void a_realm_comes_first_and_is_not_signed() {
        var keys = new Keys("a", "b", "c", "d");
        var moment = new Moment("n", 1);
        URI uri = URI.create("https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/record");

        String with =
                new OAuth1(keys, true, "1234567_SB1")
                        .header("GET", uri, Map.of(), Map.of(), moment);
        String without = new OAuth1(keys, true, "").header("GET", uri, Map.of(), Map.of(), moment);

        assertThat(with)
                .startsWith("OAuth realm=\"1234567_SB1\", ")
                .contains("oauth_signature_method=\"HMAC-SHA256\"")
                .endsWith(without.substring("OAuth ".length()));
    }

    @Test
    void characters_that_forms_write_otherwise_are_written_as_the_specification_wants() {
        assertThat(OAuth1.escape("a b*c~d+e")).isEqualTo("a%20b%2Ac~d%2Be");
    }
}
