package dev.tenon.server.net;

import dev.tenon.diagnostics.Refusal;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/// Which addresses this server may call. Names are resolved here and judged after resolution, at
/// the moment of connecting, so that a name that changes its mind gains nothing.
///
/// @param allowPrivate whether loopback, link-local and private networks may be called, and plain
///   http
public record Egress(boolean allowPrivate) {
    /// Refuses a URL that can never be called.
    ///
    /// @throws Refusal `net.url-refused`
    public URI check(URI uri) {
        String scheme = String.valueOf(uri.getScheme());
        boolean known = scheme.equals("https") || (scheme.equals("http") && allowPrivate);
        if (!known || uri.getHost() == null || uri.getUserInfo() != null) {
            throw refusal(shown(uri), "Only https URLs with a host and without a user are called.");
        }
        return uri;
    }

    /// Without a user and a password, which must not be repeated.
    private static String shown(URI uri) {
        return uri.toString().replaceFirst("//[^/@]*@", "//***@");
    }

    /// A resolver that hands out only addresses that may be called.
    DnsResolver resolver() {
        return resolver(SystemDefaultDnsResolver.INSTANCE);
    }

    /// @param names who knows the addresses of a name; asked once for each connection
    DnsResolver resolver(DnsResolver names) {
        return new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                InetAddress[] all = names.resolve(host);
                for (InetAddress address : all) {
                    if (!allowPrivate && isPrivate(address)) {
                        throw new PrivateAddressException(host);
                    }
                }
                return all;
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
    }

    /// Whether an address belongs to this machine or to a network that is not the public internet.
    static boolean isPrivate(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return true;
        }
        byte[] bytes = address.getAddress();
        return switch (address) {
            case Inet4Address _ -> isSpecial4(bytes);
            case Inet6Address _ -> isSpecial6(bytes);
            default -> true;
        };
    }

    private static boolean isSpecial4(byte[] bytes) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        boolean carrierGrade = first == 100 && second >= 64 && second < 128;
        boolean benchmark = first == 198 && (second == 18 || second == 19);
        boolean protocols = first == 192 && second == 0 && bytes[2] == 0;
        return first == 0 || first >= 240 || carrierGrade || benchmark || protocols;
    }

    /// Also those that only wrap an IPv4 address (RFC 4291, 6052, 3056, 4380): no host of the
    /// internet needs them, and what they wrap may be private.
    private static boolean isSpecial6(byte[] bytes) {
        int first = (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
        int second = (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
        boolean uniqueLocal = (first & 0xfe00) == 0xfc00;
        boolean translated = first == 0x0064;
        boolean sixToFour = first == 0x2002;
        boolean teredo = first == 0x2001 && second == 0;
        boolean compatible = first == 0 && second == 0;
        return uniqueLocal || translated || sixToFour || teredo || compatible;
    }

    private static Refusal refusal(String url, String why) {
        return new Refusal(
                Refusal.Kind.INVALID,
                "net.url-refused",
                "This server does not call " + url + ". " + why,
                "",
                "Use a public https URL, or start the server with --allow-private-addresses when the"
                        + " other side is on this machine or network.");
    }

    /// A name that leads to an address this server may not call.
    static final class PrivateAddressException extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        PrivateAddressException(String host) {
            super(host + " leads to a private address, and the server's settings allow none");
        }
    }
}
