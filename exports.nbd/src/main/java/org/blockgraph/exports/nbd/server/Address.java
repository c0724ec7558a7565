// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;

/**
 * Where clients connect.
 *
 * @param socket the socket's address
 * @param text as users write it, unix:PATH or tcp:HOST:PORT
 */
record Address(SocketAddress socket, String text) {

    private static final String UNIX = "unix:";
    private static final String TCP = "tcp:";
    private static final int MAX_PORT = 65_535;

    /** Reads an address; a host that is left out is the loopback interface, {@code *} is all interfaces. */
    static Address parse(String text) throws BlockException {
        if (text.startsWith(UNIX) && text.length() > UNIX.length()) {
            return unix(text);
        }
        int colon = text.lastIndexOf(':');
        if (text.startsWith(TCP) && colon >= TCP.length()) {
            return tcp(text, text.substring(TCP.length(), colon), text.substring(colon + 1));
        }
        throw wrong(text, "give unix:PATH or tcp:HOST:PORT");
    }

    private static Address unix(String text) throws BlockException {
        try {
            Path path = Path.of(text.substring(UNIX.length())).toAbsolutePath();
            return new Address(UnixDomainSocketAddress.of(path), UNIX + path);
        } catch (InvalidPathException e) {
            throw wrong(text, "it is no file name: " + e.getReason());
        }
    }

    private static Address tcp(String text, String host, String port) throws BlockException {
        int number = -1;
        try {
            number = Integer.parseInt(port);
        } catch (NumberFormatException e) {
            // Told below, together with numbers out of range.
        }
        if (number < 0 || number > MAX_PORT) {
            throw wrong(text, "'" + port + "' is no port, 0 to " + MAX_PORT);
        }
        try {
            InetAddress interfaces = switch (host) {
                case "" -> InetAddress.getLoopbackAddress();
                case "*" -> InetAddress.getByAddress(new byte[4]);
                default -> InetAddress.getByName(host);
            };
            return of(new InetSocketAddress(interfaces, number));
        } catch (UnknownHostException e) {
            throw wrong(text, "no host '" + host + "' is known");
        }
    }

    private static BlockException wrong(String text, String why) {
        return new BlockException(BlockError.INVALID, "'" + text + "' is no address: " + why);
    }

    /** Returns the address with the port that was found for it. */
    Address bound(SocketAddress actual) {
        return actual instanceof InetSocketAddress tcp ? of(tcp) : this;
    }

    private static Address of(InetSocketAddress tcp) {
        return new Address(tcp, TCP + host(tcp) + ':' + tcp.getPort());
    }

    private static String host(InetSocketAddress tcp) {
        String address = tcp.getAddress().getHostAddress();
        return address.indexOf(':') >= 0 ? '[' + address + ']' : address;
    }

    /** Returns the socket's file, or null. */
    Path file() {
        return socket instanceof UnixDomainSocketAddress unix ? unix.getPath() : null;
    }

    /** Returns what qemu-img, nbdcopy and their like take, by NBD's uri.md. */
    String uri(String name, boolean tls) {
        String scheme = tls ? "nbds" : "nbd";
        if (socket instanceof InetSocketAddress tcp) {
            boolean any = tcp.getAddress().isAnyLocalAddress();
            String host = any ? "localhost:" + tcp.getPort() : host(tcp) + ':' + tcp.getPort();
            return scheme + "://" + host + '/' + escape(name);
        }
        String path = escape(file().toString()).replace("%2F", "/");
        return scheme + "+unix:///" + escape(name) + "?socket=" + path;
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
