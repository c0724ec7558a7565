// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.junit.jupiter.api.function.Executable;

/** Ways to break an image, given as its bytes, and what has to be said about it. */
final class Broken {

    private Broken() {}

    /** Puts a 64-bit number at a place. */
    static UnaryOperator<byte[]> number(int at, long value) {
        return bytes -> {
            ByteBuffer.wrap(bytes).putLong(at, value);
            return bytes;
        };
    }

    /** Puts a 32-bit number at a place. */
    static UnaryOperator<byte[]> word(int at, int value) {
        return bytes -> {
            ByteBuffer.wrap(bytes).putInt(at, value);
            return bytes;
        };
    }

    /** Puts bytes at a place. */
    static UnaryOperator<byte[]> bytes(int at, int... values) {
        return bytes -> {
            for (int i = 0; i < values.length; i++) {
                bytes[at + i] = (byte) values[i];
            }
            return bytes;
        };
    }

    /** Does one after the other. */
    static UnaryOperator<byte[]> both(UnaryOperator<byte[]> first, UnaryOperator<byte[]> second) {
        return bytes -> second.apply(first.apply(bytes));
    }

    /** Cuts the file off. */
    static UnaryOperator<byte[]> cut(int length) {
        return bytes -> Arrays.copyOf(bytes, length);
    }

    static Map<String, String> options(Path image, boolean readOnly) {
        String on = readOnly ? "on" : "off";
        return Map.of("driver", "qcow2", "filename", image.toString(), "read-only", on);
    }

    /** Requires one line with the error that names the file and the field. */
    static BlockException require(BlockError error, Path image, String field, Executable work) {
        BlockException failed = assertThrows(BlockException.class, work);
        String message = failed.getMessage();
        assertEquals(error, failed.error(), message);
        assertTrue(message.contains(image.toString()), () -> "the file is not named: " + message);
        assertTrue(message.contains(field), () -> field + " is not named: " + message);
        assertEquals(1, message.lines().count(), () -> "more than a line: " + message);
        return failed;
    }
}
