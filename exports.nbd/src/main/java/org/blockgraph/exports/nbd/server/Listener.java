// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.server;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.exports.nbd.handshake.Catalogue;
import org.blockgraph.exports.nbd.wire.BufferPool;
import org.blockgraph.exports.nbd.wire.BufferRoom;
import org.blockgraph.exports.nbd.wire.TlsIdentity;

/**
 * Accepts clients at one address. Its sets are guarded by the monitor.
 *
 * <p>At most {@link #MAX_CONNECTIONS}, of which at most {@link #MAX_NEGOTIATING} may be in their handshake:
 * at the second limit the one that has been at it longest makes room, so that who connects and says nothing
 * keeps nobody out. At the first the newcomer is disconnected at once.
 */
final class Listener {

    /** The most connections to one address. */
    static final int MAX_CONNECTIONS = 2048;

    /** The most of them that have not chosen an export. */
    static final int MAX_NEGOTIATING = 128;

    /** How many may wait to be accepted, for the kernel. */
    private static final int BACKLOG = 1024;

    /** How long accepting rests when the system has no descriptor or memory left. */
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** The type of a file in its mode, and what a socket has there: stat(2). */
    private static final int TYPE_MASK = 0xf000;

    private static final int TYPE_SOCKET = 0xc000;

    private final Address address;
    private final ServerSocketChannel channel;
    private final TlsIdentity tls;
    private final Catalogue catalogue = new Catalogue();
    private final Surroundings around;
    private final Function<String, Served> exports;
    private final Set<Connection> connections = new LinkedHashSet<>();
    private final Set<Connection> negotiating = new LinkedHashSet<>();
    private final AtomicLong threads = new AtomicLong();
    private boolean closed;

    /** What listeners share. */
    record Surroundings(BufferPool pool, BufferRoom room, Consumer<String> log) {}

    private Listener(
            Address address,
            ServerSocketChannel channel,
            TlsIdentity tls,
            Surroundings around,
            Function<String, Served> exports) {
        this.address = address;
        this.channel = channel;
        this.tls = tls;
        this.around = around;
        this.exports = exports;
    }

    /**
     * Binds the address; clients wait until it accepts.
     *
     * @param exports finds an export by name
     * @throws BlockException PERMISSION or BUSY when the address can't be had
     */
    static Listener open(
            Address wanted, TlsIdentity tls, Surroundings around, Function<String, Served> exports)
            throws BlockException {
        ServerSocketChannel channel = null;
        try {
            channel = wanted.file() == null
                    ? ServerSocketChannel.open()
                    : ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            if (wanted.file() != null) {
                removeStale(wanted);
            }
            channel.bind(wanted.socket(), BACKLOG);
            Address actual = wanted.bound(channel.getLocalAddress());
            return new Listener(actual, channel, tls, around, exports);
        } catch (IOException e) {
            closeQuietly(channel);
            if (e instanceof BlockException known) {
                throw known;
            }
            throw new BlockException(
                    BlockError.PERMISSION, wanted.text() + ": can't listen there: " + e.getMessage());
        }
    }

    /**
     * Begins to accept; to be called once, when there is something to offer.
     *
     * @throws BlockException BUSY when the system has no thread left
     */
    void start() throws BlockException {
        try {
            Thread.ofPlatform()
                    .name("blockgraph-nbd-accept-" + address.text())
                    .daemon(true)
                    .inheritInheritableThreadLocals(false)
                    .start(this::accept);
        } catch (OutOfMemoryError e) {
            throw new BlockException(
                    BlockError.BUSY,
                    address.text() + ": no thread is left to accept clients with; end other exports first");
        }
    }

    /** A socket's file that nobody listens on is left over from a process that was killed. */
    private static void removeStale(Address wanted) throws IOException {
        Path file = wanted.file();
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        // Not a device or a pipe, which nobody can connect to either.
        boolean socket = ((int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & TYPE_MASK)
                == TYPE_SOCKET;
        if (!socket) {
            throw new BlockException(
                    BlockError.EXISTS, file + ": exists and is no socket; remove it or take another name");
        }
        try {
            SocketChannel.open(wanted.socket()).close();
        } catch (ConnectException e) {
            Files.deleteIfExists(file);
            return;
        }
        throw new BlockException(
                BlockError.BUSY, file + ": another program listens there; take another name");
    }

    Address address() {
        return address;
    }

    TlsIdentity tls() {
        return tls;
    }

    Catalogue catalogue() {
        return catalogue;
    }

    /** What is of interest to who looks for a client's trouble. */
    void note(String what) {
        around.log().accept(address.text() + ": " + what);
    }

    private void accept() {
        while (true) {
            try {
                admit(channel.accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                note("can't accept: " + e.getMessage());
                LockSupport.parkNanos(REST_NANOS);
            } catch (OutOfMemoryError e) {
                note("no thread for another client: " + e.getMessage());
                LockSupport.parkNanos(REST_NANOS);
            }
        }
    }

    private void admit(SocketChannel client) throws IOException {
        Connection connection;
        try {
            connection = new Connection(this, client, around, exports);
        } catch (IOException e) {
            client.close();
            throw e;
        }
        Connection oldest = null;
        synchronized (this) {
            if (closed || connections.size() >= MAX_CONNECTIONS) {
                connection.cut();
                return;
            }
            if (negotiating.size() >= MAX_NEGOTIATING) {
                oldest = negotiating.iterator().next();
                negotiating.remove(oldest);
            }
            connections.add(connection);
            negotiating.add(connection);
        }
        if (oldest != null) {
            oldest.evict();
        }
        boolean started = false;
        try {
            startThread(connection);
            started = true;
        } finally {
            if (!started) {
                connection.cut();
                ended(connection);
            }
        }
    }

    /** Starts a thread for a connection. */
    void startThread(Runnable work) {
        Thread.ofPlatform()
                .name("blockgraph-nbd-client-" + threads.incrementAndGet())
                .daemon(true)
                .inheritInheritableThreadLocals(false)
                .start(work);
    }

    /** Connections wait for memory that others keep. The clock's thread. */
    void makeRoom() {
        List<Connection> all;
        synchronized (this) {
            all = List.copyOf(connections);
        }
        all.forEach(Connection::makeRoom);
    }

    /** The handshake of a connection is over. */
    synchronized void negotiated(Connection connection) {
        negotiating.remove(connection);
    }

    synchronized void ended(Connection connection) {
        negotiating.remove(connection);
        connections.remove(connection);
    }

    /** Accepts nobody any more; who still negotiates is told. */
    void close() {
        catalogue.end();
        Set<Connection> left;
        synchronized (this) {
            if (closed) {
                // The socket's file may be somebody else's by now.
                return;
            }
            closed = true;
            left = Set.copyOf(negotiating);
        }
        closeQuietly(channel);
        if (address.file() != null) {
            try {
                Files.deleteIfExists(address.file());
            } catch (IOException e) {
                note("the socket's file stays: " + e.getMessage());
            }
        }
        left.forEach(Connection::evict);
    }

    private static void closeQuietly(ServerSocketChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // Nobody can connect either way.
            }
        }
    }
}
