// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.handshake;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** An option that a client sent, read from the front to the end of its data. One thread. */
final class OptionRequest {

    /** Section "Conventions": the longest string, in bytes. */
    static final int MAX_STRING = 4096;

    private final int option;
    private final ByteBuffer data;

    OptionRequest(int option, ByteBuffer data) {
        this.option = option;
        this.data = data;
    }

    int option() {
        return option;
    }

    boolean hasData() {
        return data.hasRemaining();
    }

    int int32() throws Malformed {
        require(Integer.BYTES);
        return data.getInt();
    }

    int int16() throws Malformed {
        require(Short.BYTES);
        return Short.toUnsignedInt(data.getShort());
    }

    /** Takes a string after its length. */
    String string() throws Malformed {
        int length = int32();
        if (length < 0 || length > data.remaining()) {
            throw new Malformed("a string is longer than the option that holds it");
        }
        return string(length);
    }

    /** Takes all that is left as a string. */
    String rest() throws Malformed {
        return string(data.remaining());
    }

    private String string(int length) throws Malformed {
        if (length > MAX_STRING) {
            throw new Malformed("a string is longer than " + MAX_STRING + " bytes");
        }
        ByteBuffer bytes = data.slice(data.position(), length);
        data.position(data.position() + length);
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            if (text.indexOf('\0') >= 0) {
                throw new Malformed("a string holds a NUL");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new Malformed("a string is not UTF-8");
        }
    }

    void requireEnd() throws Malformed {
        if (data.hasRemaining()) {
            throw new Malformed("the option has " + data.remaining() + " bytes too many");
        }
    }

    private void require(int size) throws Malformed {
        if (data.remaining() < size) {
            throw new Malformed("the option is too short");
        }
    }

    /** The option makes no sense; it is answered with NBD_REP_ERR_INVALID. */
    static final class Malformed extends Exception {

        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message, null, false, false);
        }
    }
}
