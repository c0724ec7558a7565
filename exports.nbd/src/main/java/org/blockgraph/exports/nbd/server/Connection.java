// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.server;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.export.ExportClient;
import org.blockgraph.exports.nbd.handshake.Agreement;
import org.blockgraph.exports.nbd.handshake.Handshake;
import org.blockgraph.exports.nbd.transmission.Counters;
import org.blockgraph.exports.nbd.transmission.Session;
import org.blockgraph.exports.nbd.wire.BufferPool;
import org.blockgraph.exports.nbd.wire.Inbox;
import org.blockgraph.exports.nbd.wire.PlainWire;
import org.blockgraph.exports.nbd.wire.Wire;

/**
 * One client, on a thread of its own: handshake, session, farewell. The session is set once, by that
 * thread; others read it, end it and cut the socket.
 */
final class Connection implements Runnable {

    /** How long a client that has been told that nothing follows may take to hang up. */
    private static final long FAREWELL_MILLIS = 500;

    /** How much it may send meanwhile, in bytes. */
    private static final int FAREWELL_BYTES = 64 << 20;

    private static final int FAREWELL_STEP = 64 << 10;

    private final Listener listener;
    private final Wire socket;
    private final String peer;
    private final long since = System.nanoTime();
    private final BufferPool pool;
    private final Function<String, Served> exports;

    private volatile Thread thread;
    private volatile Session session;
    private volatile boolean ending;

    /** Takes the socket over. */
    Connection(
            Listener listener, SocketChannel channel, BufferPool pool, Function<String, Served> exports)
            throws IOException {
        this.listener = listener;
        SocketAddress remote = channel.getRemoteAddress();
        boolean tcp = channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY);
        if (tcp) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        }
        this.peer = tcp ? String.valueOf(remote).replaceFirst("^/", "") : "local";
        this.socket = new PlainWire(channel);
        this.pool = pool;
        this.exports = exports;
    }

    String peer() {
        return peer;
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        Inbox inbox = new Inbox(pool);
        try {
            Handshake handshake = new Handshake(socket, inbox, listener.catalogue(), listener.tls());
            Agreement agreement = handshake.run();
            listener.negotiated(this);
            if (agreement != null) {
                serve(agreement, inbox);
            }
            handshake.wire().finish();
            farewell();
        } catch (IOException e) {
            listener.note(peer + ": " + e.getMessage());
        } finally {
            inbox.close();
            socket.cut();
            listener.ended(this);
        }
    }

    private void serve(Agreement agreement, Inbox inbox) throws IOException {
        Served export = exports.apply(agreement.offer().name());
        if (export == null || !export.add(this)) {
            return;
        }
        Counters counted = new Counters();
        try (Session own = new Session(agreement, inbox, pool, export.workers(), "nbd " + peer)) {
            counted = own.counters();
            session = own;
            if (ending) {
                own.end();
            }
            own.run();
        } catch (BlockException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            export.remove(this, counted);
        }
    }

    /**
     * Reads on until the client hangs up: to close a socket with bytes unread would take replies away from
     * the client that it has not read yet.
     */
    private void farewell() throws IOException {
        ByteBuffer unwanted = ByteBuffer.allocate(FAREWELL_STEP);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FAREWELL_MILLIS);
        int left = FAREWELL_BYTES;
        while (left > 0) {
            int got = socket.read(unwanted.clear());
            if (got < 0) {
                return;
            }
            left -= got;
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return;
            }
            if (got == 0) {
                socket.await(Wire.Until.READABLE, millis);
            }
        }
    }

    /** Lets the client go when its requests are answered. */
    void end() {
        ending = true;
        Session now = session;
        if (now != null) {
            now.end();
        }
    }

    /** Ends a wait at the gate of the device. */
    void cancel() {
        Thread now = thread;
        if (now != null) {
            now.interrupt();
        }
    }

    void cut() {
        socket.cut();
    }

    Counters counters() {
        Session now = session;
        return now == null ? new Counters() : now.counters();
    }

    ExportClient info() {
        Counters now = counters();
        return new ExportClient(
                peer,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since),
                now.get(Counters.Number.REQUESTS),
                (int) now.get(Counters.Number.HANDED_OVER));
    }
}
