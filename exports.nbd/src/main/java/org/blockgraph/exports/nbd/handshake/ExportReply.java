// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.handshake;

import java.nio.ByteBuffer;
import org.blockgraph.exports.nbd.protocol.TransmissionFlag;

/** Size and flags of an export, as EXPORT_NAME, INFO and GO tell them. */
final class ExportReply {

    /** So many zeroes follow the answer to EXPORT_NAME unless the client does without them. */
    static final int ZEROES = 124;

    private ExportReply() {}

    static void write(ByteBuffer out, Offer offer, Headers headers, boolean contexts) {
        out.putLong(offer.length()).putShort((short) flags(offer, headers, contexts));
    }

    /** All connections share the device and its caches: one flush covers what any of them has written. */
    private static int flags(Offer offer, Headers headers, boolean contexts) {
        int flags = TransmissionFlag.HAS_FLAGS
                | TransmissionFlag.FLUSH
                | TransmissionFlag.FUA
                | TransmissionFlag.MULTI_CONN
                | TransmissionFlag.CACHE;
        flags |= offer.readOnly()
                ? TransmissionFlag.READ_ONLY
                : TransmissionFlag.TRIM | TransmissionFlag.WRITE_ZEROES | TransmissionFlag.FAST_ZERO;
        if (headers.chunks()) {
            flags |= TransmissionFlag.DF;
        }
        if (headers == Headers.EXTENDED && contexts) {
            flags |= TransmissionFlag.STATUS_PAYLOAD;
        }
        return flags;
    }
}
