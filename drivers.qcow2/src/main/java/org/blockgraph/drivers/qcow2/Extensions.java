// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.blockgraph.api.BlockException;

/**
 * The header's extensions, as far as this driver reads them. Those that it does not know stay in the file
 * untouched, since the header is changed field by field.
 *
 * @param backingFormat the format of the backing file, or null
 * @param featureNames the feature name table, empty when there is none
 * @param bitmaps where the directory of persistent bitmaps is, or null
 */
record Extensions(String backingFormat, byte[] featureNames, Bitmaps bitmaps) {

    private static final int END = 0;
    private static final int BACKING_FORMAT = 0xe2792aca;
    private static final int FEATURE_NAMES = 0x6803f857;
    private static final int BITMAPS = 0x23852875;

    /**
     * The extension for persistent bitmaps.
     *
     * @param count how many there are
     * @param bytes size of their directory
     * @param offset where it is in the file
     */
    record Bitmaps(long count, long bytes, long offset) {
        private static final int BYTES = 24;

        private static Bitmaps parse(byte[] data) {
            ByteBuffer fields = ByteBuffer.wrap(data);
            long count = Integer.toUnsignedLong(fields.getInt(0));
            return new Bitmaps(count, fields.getLong(8), fields.getLong(16));
        }
    }

    /** Tells whether they end, well or not, within the bytes, and not only within their room. */
    static boolean endWithin(ByteBuffer bytes, int begin, int end) {
        int at = begin;
        while (at + 8 <= end) {
            if (at + 8 > bytes.capacity()) {
                return false;
            }
            int length = bytes.getInt(at + 4);
            if (bytes.getInt(at) == END || length < 0 || length > end - at - 8) {
                return true;
            }
            at += 8 + (length + 7 & ~7);
            if (at > bytes.capacity()) {
                return false;
            }
        }
        return true;
    }

    static Extensions parse(ImageFile file, byte[] cluster, int begin, int end) throws BlockException {
        ByteBuffer bytes = ByteBuffer.wrap(cluster);
        String format = null;
        byte[] names = new byte[0];
        Bitmaps bitmaps = null;
        int at = begin;
        while (at + 8 <= end) {
            int type = bytes.getInt(at);
            int length = bytes.getInt(at + 4);
            if (type == END) {
                break;
            }
            if (length < 0 || length > end - at - 8) {
                throw file.corrupt(
                        "header extension 0x" + Integer.toHexString(type), at, "is longer than its room");
            }
            byte[] data = Arrays.copyOfRange(cluster, at + 8, at + 8 + length);
            if (type == BACKING_FORMAT) {
                format = text(file, "backing file format", data);
            } else if (type == FEATURE_NAMES) {
                names = data;
            } else if (type == BITMAPS && length == Bitmaps.BYTES) {
                bitmaps = Bitmaps.parse(data);
            }
            at += 8 + (length + 7 & ~7);
        }
        return new Extensions(format, names, bitmaps);
    }

    /** Puts them, and the mark of their end, where the buffer is, which is a multiple of 8. */
    void put(ByteBuffer bytes) {
        if (backingFormat != null) {
            put(bytes, BACKING_FORMAT, backingFormat.getBytes(StandardCharsets.UTF_8));
        }
        if (featureNames.length > 0) {
            put(bytes, FEATURE_NAMES, featureNames);
        }
        put(bytes, END, new byte[0]);
    }

    private static void put(ByteBuffer bytes, int type, byte[] data) {
        bytes.putInt(type).putInt(data.length).put(data);
        bytes.position(bytes.position() + 7 & ~7);
    }

    /** Decodes a name; the format holds them as UTF-8 without an end mark. */
    static String text(ImageFile file, String field, byte[] bytes) throws BlockException {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            if (text.chars().anyMatch(each -> each == 0)) {
                throw file.corrupt(field, "holds a zero byte");
            }
            return text.toString();
        } catch (CharacterCodingException e) {
            throw file.corrupt(field, "is not UTF-8");
        }
    }
}
