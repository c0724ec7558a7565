// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.transmission;

import java.nio.ByteBuffer;
import org.blockgraph.exports.nbd.handshake.Headers;
import org.blockgraph.exports.nbd.handshake.ProtocolException;
import org.blockgraph.exports.nbd.protocol.Command;
import org.blockgraph.exports.nbd.protocol.CommandFlag;
import org.blockgraph.exports.nbd.protocol.Magic;

/** The header of one request, used again for the next; section "Request message". One thread at a time. */
final class Request {

    /** Size of a compact header, in bytes. */
    static final int COMPACT = 28;
    /** Size of an extended header, in bytes. */
    static final int EXTENDED = 32;

    private int flags;
    private int command;
    private long cookie;
    private long offset;
    private long length;

    /** How many bytes follow the header; unsigned. */
    private long payload;

    static int headerSize(Headers headers) {
        return headers == Headers.EXTENDED ? EXTENDED : COMPACT;
    }

    /** Reads a header at a place in a buffer that holds all of it. */
    void read(ByteBuffer bytes, int at, Headers headers) throws ProtocolException {
        boolean extended = headers == Headers.EXTENDED;
        if (bytes.getInt(at) != (extended ? Magic.EXTENDED_REQUEST : Magic.REQUEST)) {
            throw new ProtocolException("junk in place of a request");
        }
        flags = Short.toUnsignedInt(bytes.getShort(at + 4));
        command = Short.toUnsignedInt(bytes.getShort(at + 6));
        cookie = bytes.getLong(at + 8);
        offset = bytes.getLong(at + 16);
        length = extended ? bytes.getLong(at + 24) : Integer.toUnsignedLong(bytes.getInt(at + 24));
        boolean carries = extended ? has(CommandFlag.PAYLOAD_LEN) : command == Command.WRITE;
        payload = carries ? length : 0;
    }

    void copyFrom(Request other) {
        flags = other.flags;
        command = other.command;
        cookie = other.cookie;
        offset = other.offset;
        length = other.length;
        payload = other.payload;
    }

    /** Takes another length of effect, from the payload. */
    void affect(long newLength) {
        length = newLength;
    }

    int flags() {
        return flags;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    int command() {
        return command;
    }

    long cookie() {
        return cookie;
    }

    long offset() {
        return offset;
    }

    long length() {
        return length;
    }

    long payload() {
        return payload;
    }
}
