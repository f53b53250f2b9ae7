package dev.tenon.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.testing.Dice;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EgressTest {
    private static final Egress PUBLIC_ONLY = new Egress(false);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.254",
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.0.1",
                "169.254.169.254",
                "100.64.0.1",
                "100.127.255.255",
                "192.0.0.8",
                "198.18.0.1",
                "198.19.255.255",
                "224.0.0.1",
                "239.1.1.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "fc00::1",
                "fdff::1",
                "ff02::1",
                "::ffff:127.0.0.1",
                "::ffff:169.254.169.254",
                "::127.0.0.1",
                "::10.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::a00:1",
                "2002:7f00:1::",
                "2002:a9fe:a9fe::1",
                "2001:0:1:2:3:4:5:6"
            })
    void addresses_of_this_machine_and_of_private_networks_are_private(String address)
            throws UnknownHostException {
        assertThat(Egress.isPrivate(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.1",
                "100.63.255.255",
                "100.128.0.1",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.1.1",
                "172.15.255.255",
                "172.32.0.1",
                "192.0.1.1",
                "192.167.1.1",
                "192.169.1.1",
                "198.17.1.1",
                "198.20.1.1",
                "223.255.255.255",
                "2606:4700::1111",
                "2a00:1450::1",
                "2001:4860:4860::8888",
                "::ffff:1.1.1.1"
            })
    void addresses_of_the_internet_are_not(String address) throws UnknownHostException {
        assertThat(Egress.isPrivate(InetAddress.getByName(address))).isFalse();
    }

    /// What IPv6 can say of an IPv4 address is judged like the address itself.
    @Test
    void an_ipv4_address_is_private_in_whichever_form_it_comes() {
        Dice.play(
                2_000,
                dice -> {
                    byte[] plain = {
                        (byte) dice.of(List.of(10, 127, 169, 172, 192, 100, 8, 198)).intValue(),
                        (byte) dice.of(List.of(0, 16, 64, 168, 254, 18)).intValue(),
                        (byte) dice.below(256),
                        (byte) dice.between(1, 255)
                    };
                    byte[] mapped = new byte[16];
                    mapped[10] = (byte) 0xff;
                    mapped[11] = (byte) 0xff;
                    System.arraycopy(plain, 0, mapped, 12, 4);

                    assertThat(Egress.isPrivate(address(mapped)))
                            .isEqualTo(Egress.isPrivate(address(plain)));
                });
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/",
                "ftp://example.com/",
                "file:///etc/passwd",
                "example.com",
                "https:///path",
                "https://user@example.com/",
                "https://user:word@example.com/",
                "https:example.com",
                "jar:https://example.com!/",
                "HTTP://example.com/"
            })
    void only_https_with_a_host_and_no_user_is_called(String url) {
        assertThatThrownBy(() -> PUBLIC_ONLY.check(URI.create(url)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("does not call");
    }

    @Test
    void plain_http_is_for_those_who_allow_private_addresses() {
        assertThatCode(() -> new Egress(true).check(URI.create("http://127.0.0.1:80/x")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> new Egress(true).check(URI.create("ftp://127.0.0.1/")))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void a_name_is_refused_when_one_of_its_addresses_is_private() {
        DnsResolver resolver = PUBLIC_ONLY.resolver(new Names("1.1.1.1,10.0.0.1"));

        assertThatThrownBy(() -> resolver.resolve("two-faced.example"))
                .isInstanceOf(Egress.PrivateAddressException.class)
                .hasMessageContaining("two-faced.example");
    }

    /// There is no moment between the judgement and its use: the addresses that are judged are
    /// those that are handed out, and each connection asks again.
    @Test
    void a_name_that_changes_its_mind_gains_nothing() throws UnknownHostException {
        var names = new Names("1.1.1.1", "127.0.0.1", "1.1.1.1");
        DnsResolver resolver = PUBLIC_ONLY.resolver(names);

        assertThat(resolver.resolve("rebinding.example"))
                .containsExactly(InetAddress.getByName("1.1.1.1"));
        assertThatThrownBy(() -> resolver.resolve("rebinding.example"))
                .isInstanceOf(Egress.PrivateAddressException.class);
        assertThat(names.asked).hasSize(2);
    }

    /// Answers what it is told to, question by question.
    private static final class Names implements DnsResolver {
        private final Deque<String> answers = new ArrayDeque<>();
        private final List<String> asked = new ArrayList<>();

        Names(String... answers) {
            this.answers.addAll(List.of(answers));
        }

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            asked.add(host);
            var addresses = new ArrayList<InetAddress>();
            for (String address : answers.remove().split(",", -1))
                addresses.add(InetAddress.getByName(address));
            return addresses.toArray(InetAddress[]::new);
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
