// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.handshake;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.blockgraph.exports.nbd.protocol.Magic;
import org.blockgraph.exports.nbd.wire.Wire;

/** Collects replies to options and sends them. The connection's thread. */
final class OptionWriter {

    private static final int HEADER = 20;
    private static final int ROOM = 16 << 10;

    private final ByteBuffer out = ByteBuffer.allocate(ROOM);
    private Wire wire;
    private long deadlineNanos;

    OptionWriter(Wire wire, long deadlineNanos) {
        this.wire = wire;
        this.deadlineNanos = deadlineNanos;
    }

    /** Goes on over another wire; everything has been sent. */
    void moveTo(Wire other) {
        assert out.position() == 0;
        wire = other;
    }

    /** Returns where so many bytes can be put. */
    ByteBuffer room(int size) throws IOException {
        if (out.remaining() < size) {
            send();
        }
        return out;
    }

    /** Begins a reply whose data the caller puts next. */
    ByteBuffer reply(int option, int type, int length) throws IOException {
        return room(HEADER + length)
                .putLong(Magic.OPTION_REPLY)
                .putInt(option)
                .putInt(type)
                .putInt(length);
    }

    /** A reply with a text, which people may read. */
    void text(int option, int type, String message) throws IOException {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, OptionRequest.MAX_STRING);
        reply(option, type, length).put(bytes, 0, length);
    }

    void send() throws IOException {
        out.flip();
        while (true) {
            wire.write(out);
            if (!out.hasRemaining() && wire.flush()) {
                out.clear();
                return;
            }
            long millis = (deadlineNanos - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                throw new EOFException("the client took too long");
            }
            wire.await(Wire.Until.WRITABLE, millis);
        }
    }
}
