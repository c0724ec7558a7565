// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.server;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.export.ExportClient;
import org.blockgraph.exports.nbd.handshake.Agreement;
import org.blockgraph.exports.nbd.handshake.Handshake;
import org.blockgraph.exports.nbd.transmission.Counters;
import org.blockgraph.exports.nbd.transmission.Relieved;
import org.blockgraph.exports.nbd.transmission.Session;
import org.blockgraph.exports.nbd.transmission.Watch;
import org.blockgraph.exports.nbd.wire.BufferPool;
import org.blockgraph.exports.nbd.wire.Inbox;
import org.blockgraph.exports.nbd.wire.Place;
import org.blockgraph.exports.nbd.wire.PlainWire;
import org.blockgraph.exports.nbd.wire.Wire;

/**
 * One client, on a thread of its own: handshake, session, farewell. The session is set once, by that
 * thread; others read it, end it and cut the socket. When a request holds the thread up inside a driver,
 * another becomes the connection's, and the plain fields are its.
 */
final class Connection implements Runnable {

    /** How long a client that has been told that nothing follows may take to hang up. */
    private static final long FAREWELL_MILLIS = 500;

    /** How much it may send meanwhile, in bytes. */
    private static final int FAREWELL_BYTES = 64 << 20;

    /**
     * What the kernel may hold of a Unix socket's replies, in bytes: all that is sent at once, so that one
     * write does it. The usual size takes no more than a part of a long read. TCP finds its own.
     */
    private static final int UNIX_SEND_BUFFER = 1 << 20;

    /** How often a client is asked for the memory that it keeps before it is cut off: for a second. */
    private static final int ASKED = 5;

    /** Unless so many bytes have moved each time: it is busy, or about to finish what it began. */
    private static final long LEAST_BYTES = 16 << 10;

    private final Listener listener;
    private final PlainWire socket;
    private final String peer;
    private final long since = System.nanoTime();
    private final BufferPool pool;
    private final Function<String, Served> exports;
    private final Inbox inbox;

    /** What is served, once it has been chosen; and the bytes since, encrypted or not. */
    private Served export;
    private Wire wire;

    private volatile Thread thread;
    private volatile Session session;
    private volatile boolean ending;

    /** How many bytes had moved when it was first asked to give its buffers back; the clock's thread. */
    private long movedBefore;

    /** Takes the socket over. */
    Connection(
            Listener listener,
            SocketChannel channel,
            Listener.Surroundings around,
            Function<String, Served> exports)
            throws IOException {
        this.listener = listener;
        SocketAddress remote = channel.getRemoteAddress();
        boolean tcp = channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY);
        if (tcp) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        } else {
            channel.setOption(StandardSocketOptions.SO_SNDBUF, UNIX_SEND_BUFFER);
        }
        this.peer = tcp ? String.valueOf(remote).replaceFirst("^/", "") : "local";
        this.socket = new PlainWire(channel);
        this.pool = around.pool();
        this.exports = exports;
        this.inbox = new Inbox(pool, new Place(around.room()));
    }

    String peer() {
        return peer;
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        converse(true);
    }

    /** Serves the client to its end, unless another thread takes that over. */
    private void converse(boolean fromTheStart) {
        boolean over = true;
        try {
            if (fromTheStart) {
                begin();
            }
            if (session != null) {
                session.run();
                leaveExport();
            }
            wire.finish();
            farewell();
        } catch (Relieved e) {
            over = false;
        } catch (IOException | OutOfMemoryError e) {
            listener.note(peer + ": " + e.getMessage());
        } finally {
            if (over) {
                leaveExport();
                inbox.close();
                inbox.place().leave();
                socket.cut();
                listener.ended(this);
            }
        }
    }

    /** Comes as far as a session, if the client wants one and the export is still there. */
    private void begin() throws IOException {
        Handshake handshake = new Handshake(socket, inbox, listener.catalogue(), listener.tls());
        Agreement agreement = handshake.run();
        wire = handshake.wire();
        listener.negotiated(this);
        Served chosen = agreement == null ? null : exports.apply(agreement.offer().name());
        // One of the same name that came meanwhile may have another size, or be read-only.
        if (chosen == null || agreement.offer().export() != chosen || !chosen.add(this)) {
            return;
        }
        export = chosen;
        inbox.rest();
        inbox.place().join(chosen.room());
        Session own = new Session(agreement, inbox, pool, chosen.workers(), "nbd " + peer);
        session = own;
        if (ending) {
            own.end();
        }
    }

    private void leaveExport() {
        Served left = export;
        export = null;
        if (left != null) {
            Counters counted = counters();
            if (session != null) {
                session.close();
            }
            left.remove(this, counted);
        }
    }

    /** Looks whether the thread is held up in a driver, and helps. The clock's thread. */
    void watch() {
        Session now = session;
        Watch found = now == null ? Watch.WELL : now.heldUp();
        if (found == Watch.LOST) {
            listener.note(peer + ": a long request hung in a driver and was given up; disconnected");
            cut();
        } else if (found == Watch.HELD_UP) {
            try {
                listener.startThread(this::relieve);
            } catch (OutOfMemoryError e) {
                listener.note(peer + ": no thread to go on with: " + e.getMessage());
            }
        }
    }

    /**
     * Others wait for memory: its thread gives back what it can, once it is woken. A client that stopped in
     * the middle of something, or hardly goes on, or does not read, keeps that from happening and is cut off.
     * The clock's thread.
     */
    void makeRoom() {
        if (!inbox.place().isTaken()) {
            return;
        }
        int asked = inbox.place().ask();
        long moved = socket.moved();
        if (asked == 0) {
            movedBefore = moved;
        }
        if (asked >= ASKED && socket.isAwaited() && moved - movedBefore < asked * LEAST_BYTES) {
            listener.note(peer + ": stopped half-way while others wait for memory; disconnected");
            cut();
        } else {
            socket.wake();
        }
    }

    /** Ends a connection that is in its handshake, also where it waits for memory. */
    void evict() {
        cut();
        cancel();
    }

    private void relieve() {
        try {
            if (!session.takeOver()) {
                return;
            }
        } catch (BlockException | OutOfMemoryError e) {
            listener.note(peer + ": can't go on: " + e.getMessage());
            return;
        }
        thread = Thread.currentThread();
        converse(false);
    }

    /**
     * Reads on until the client hangs up: to close a socket with bytes unread would take replies away from
     * the client that it has not read yet.
     */
    private void farewell() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FAREWELL_MILLIS);
        int left = FAREWELL_BYTES;
        while (left > 0) {
            inbox.skip(inbox.available());
            int got = inbox.fill(socket, 1);
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
