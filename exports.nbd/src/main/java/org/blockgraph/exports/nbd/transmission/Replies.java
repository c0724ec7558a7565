// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.transmission;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.blockgraph.exports.nbd.handshake.Headers;
import org.blockgraph.exports.nbd.protocol.Chunk;
import org.blockgraph.exports.nbd.protocol.Magic;
import org.blockgraph.exports.nbd.wire.NativeBuffer;

/**
 * Replies one after the other, as they are sent; what is read goes straight between the headers. Sections
 * "Simple reply message", "Structured reply chunk message" and "Extended reply chunk message". One thread
 * at a time.
 */
final class Replies {

    /** The longest run of bytes that is read at once; a longer read is answered in pieces. */
    static final int PIECE = 256 << 10;

    /** Room for a piece with its headers, or for an error with its text. */
    static final int ROOM = PIECE + 64;

    /** The longest text of an error, in bytes. */
    static final int MAX_TEXT = 1024;

    private static final int SIMPLE_HEADER = 16;
    private static final int STRUCTURED_HEADER = 20;
    private static final int EXTENDED_HEADER = 32;

    private final NativeBuffer buffer;
    private final ByteBuffer out;
    private final Headers headers;

    /** Where the reply that is being written begins, to take it back. */
    private int mark;

    Replies(NativeBuffer buffer, Headers headers) {
        this.buffer = buffer;
        this.out = buffer.bytes().clear();
        this.headers = headers;
    }

    NativeBuffer buffer() {
        return buffer;
    }

    int size() {
        return out.position();
    }

    int room() {
        return out.remaining();
    }

    Headers headers() {
        return headers;
    }

    void clear() {
        out.clear();
    }

    /** Returns all that was written, to be sent; {@link #clear} afterwards. */
    ByteBuffer sendable() {
        return out.flip();
    }

    /** Adds replies that were written elsewhere and fit. */
    void append(Replies other) {
        ByteBuffer source = other.out;
        out.put(out.position(), source, 0, source.position());
        out.position(out.position() + source.position());
    }

    /** Adds what another has before its mark, and so is complete there; its owner may go on writing. */
    void appendBeforeMark(Replies other) {
        out.put(out.position(), other.out, 0, other.mark);
        out.position(out.position() + other.mark);
    }

    /** Keeps what is behind the mark alone. */
    void dropBeforeMark() {
        int size = out.position() - mark;
        out.put(0, out, mark, size);
        out.position(size);
        mark = 0;
    }

    /** Takes back what was written since the last call of {@link #mark}. */
    void rollBack() {
        out.position(mark);
    }

    void mark() {
        mark = out.position();
    }

    void done(Request request) {
        if (headers == Headers.EXTENDED) {
            chunk(request, Chunk.DONE, Chunk.NONE, 0);
        } else {
            simple(request, 0);
        }
    }

    /** An error; where replies have texts, with one. */
    void error(Request request, int error, String text) {
        if (!headers.chunks()) {
            simple(request, error);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, MAX_TEXT);
        chunk(request, Chunk.DONE, Chunk.ERROR, Integer.BYTES + Short.BYTES + length);
        out.putInt(error).putShort((short) length).put(bytes, 0, length);
    }

    /**
     * Begins a reply with bytes that were read. The whole of a simple reply has one header, before its first
     * piece; otherwise each piece is a chunk.
     *
     * @param at where in the export the piece begins
     * @return where to read it to; {@link #endData} or {@link #rollBack} follows
     */
    MemorySegment beginData(Request request, long at, int size) {
        boolean first = at == request.offset();
        boolean last = at + size == request.offset() + request.length();
        if (headers.chunks()) {
            chunk(request, last ? Chunk.DONE : 0, Chunk.OFFSET_DATA, Long.BYTES + size);
            out.putLong(at);
        } else if (first) {
            simple(request, 0);
        }
        return buffer.segment().asSlice(out.position(), size);
    }

    void endData(int size) {
        out.position(out.position() + size);
    }

    /** Begins the chunk of one context; so many extents follow. */
    void beginStatus(Request request, boolean last, int context, int extents) {
        int flags = last ? Chunk.DONE : 0;
        if (headers == Headers.EXTENDED) {
            chunk(request, flags, Chunk.BLOCK_STATUS_EXT, 2 * Integer.BYTES + extents * 2 * Long.BYTES);
            out.putInt(context).putInt(extents);
        } else {
            chunk(request, flags, Chunk.BLOCK_STATUS, Integer.BYTES + extents * 2 * Integer.BYTES);
            out.putInt(context);
        }
    }

    void extent(long length, int status) {
        if (headers == Headers.EXTENDED) {
            out.putLong(length).putLong(Integer.toUnsignedLong(status));
        } else {
            out.putInt((int) length).putInt(status);
        }
    }

    private void simple(Request request, int error) {
        assert out.remaining() >= SIMPLE_HEADER;
        out.putInt(Magic.SIMPLE_REPLY).putInt(error).putLong(request.cookie());
    }

    private void chunk(Request request, int flags, int type, int length) {
        assert out.remaining() >= length + EXTENDED_HEADER || out.remaining() >= length + STRUCTURED_HEADER;
        boolean extended = headers == Headers.EXTENDED;
        out.putInt(extended ? Magic.EXTENDED_REPLY : Magic.STRUCTURED_REPLY)
                .putShort((short) flags)
                .putShort((short) type)
                .putLong(request.cookie());
        if (extended) {
            out.putLong(request.offset()).putLong(length);
        } else {
            out.putInt(length);
        }
    }
}
