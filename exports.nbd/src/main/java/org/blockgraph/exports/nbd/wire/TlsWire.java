// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/** TLS over another wire, by the JDK's engine. All but wake and cut on the connection's thread. */
public final class TlsWire implements Wire {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Wire below;
    private final SSLEngine engine;

    /** Encrypted bytes that came and are not decrypted; ready to be read from. */
    private final ByteBuffer arrived;

    /** Encrypted bytes that have to go; ready to be read from. */
    private final ByteBuffer leaving;

    /** Decrypted bytes that nobody has taken; ready to be read from. */
    private final ByteBuffer plain;

    /** Whether decrypting went on as far as the bytes below reach, so that only the socket can bring more. */
    private boolean starved;

    /**
     * A wire that has not shaken hands yet.
     *
     * @param early what was read from the wire below after the client was told to begin
     */
    public TlsWire(Wire below, SSLEngine engine, ByteBuffer early) {
        this.below = below;
        this.engine = engine;
        int packet = engine.getSession().getPacketBufferSize();
        this.arrived = ByteBuffer.allocateDirect(packet + early.remaining()).put(early).flip();
        this.leaving = ByteBuffer.allocateDirect(packet).flip();
        this.plain = ByteBuffer.allocateDirect(engine.getSession().getApplicationBufferSize()).flip();
    }

    /**
     * Shakes hands.
     *
     * @param deadlineNanos by System.nanoTime
     * @throws SSLException when the two can't agree; the client has been told
     */
    public void shakeHands(long deadlineNanos) throws IOException {
        engine.beginHandshake();
        while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            boolean moved = step();
            boolean blocked = !flush();
            if (blocked || !moved) {
                long millis = (deadlineNanos - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    throw new SSLException("the TLS handshake took too long");
                }
                below.await(blocked ? Until.WRITABLE : Until.READABLE, millis);
            }
        }
    }

    /** Does what the engine asks for; false when the socket has to bring more first. */
    private boolean step() throws IOException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> runTasks();
            case NEED_WRAP -> {
                if (flush()) {
                    wrap(NOTHING);
                }
            }
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                if (plain.hasRemaining() || !decrypt()) {
                    return refill();
                }
            }
            default -> throw new AssertionError(engine.getHandshakeStatus());
        }
        return true;
    }

    /** The engine's own work. What it fails with the engine throws when it is asked next. */
    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            new FutureTask<Void>(task, null).run();
        }
    }

    /** Reads from below. Returns whether anything came. */
    private boolean refill() throws IOException {
        arrived.compact();
        int got = below.read(arrived);
        arrived.flip();
        if (got < 0) {
            throw new ClosedChannelException();
        }
        return got > 0;
    }

    /** Decrypts one record into {@link #plain}, which is empty. Returns whether there was a whole one. */
    private boolean decrypt() throws IOException {
        plain.clear();
        try {
            SSLEngineResult result = engine.unwrap(arrived, plain);
            if (result.getStatus() == Status.CLOSED) {
                throw new ClosedChannelException();
            }
            return result.getStatus() == Status.OK;
        } catch (SSLException e) {
            tellWhy();
            throw e;
        } finally {
            plain.flip();
        }
    }

    /** Sends the alert that the engine made of a failure, as far as it goes at once. */
    private void tellWhy() throws IOException {
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && flush()) {
            wrap(NOTHING);
            flush();
        }
    }

    private SSLEngineResult wrap(ByteBuffer source) throws IOException {
        leaving.clear();
        try {
            return engine.wrap(source, leaving);
        } finally {
            leaving.flip();
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int taken = 0;
        starved = false;
        try {
            while (target.hasRemaining()) {
                if (!plain.hasRemaining() && !decryptMore()) {
                    starved = true;
                    break;
                }
                int size = Math.min(plain.remaining(), target.remaining());
                target.put(target.position(), plain, plain.position(), size);
                target.position(target.position() + size);
                plain.position(plain.position() + size);
                taken += size;
            }
        } catch (ClosedChannelException e) {
            return taken > 0 ? taken : -1;
        }
        return taken;
    }

    /** Gets at least one decrypted byte, if one can be had now. */
    private boolean decryptMore() throws IOException {
        while (true) {
            boolean whole = decrypt();
            afterHandshake();
            if (plain.hasRemaining()) {
                return true;
            }
            if (!whole && !refill()) {
                return false;
            }
        }
    }

    /** A client may ask for new keys at any time. */
    private void afterHandshake() throws IOException {
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            runTasks();
        }
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && flush()) {
            wrap(NOTHING);
            flush();
        }
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        while (source.hasRemaining() && flush()) {
            SSLEngineResult result = wrap(source);
            // A client that said farewell, by TLS 1.2, takes nothing any more; nor does one that wants to
            // agree on everything anew.
            if (result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
                throw new ClosedChannelException();
            }
        }
        flush();
    }

    @Override
    public boolean flush() throws IOException {
        if (leaving.hasRemaining()) {
            below.write(leaving);
        }
        return !leaving.hasRemaining();
    }

    @Override
    public boolean await(Until what, long millis) throws IOException {
        return what == Until.READABLE && !starved || below.await(what, millis);
    }

    @Override
    public void wake() {
        below.wake();
    }

    @Override
    public void finish() throws IOException {
        engine.closeOutbound();
        if (flush()) {
            wrap(NOTHING);
            flush();
        }
        below.finish();
    }

    @Override
    public void cut() {
        below.cut();
    }
}
