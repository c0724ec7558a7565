// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.transmission;

import org.blockgraph.exports.nbd.handshake.Headers;
import org.blockgraph.exports.nbd.handshake.Offer;
import org.blockgraph.exports.nbd.protocol.Command;
import org.blockgraph.exports.nbd.protocol.CommandFlag;
import org.blockgraph.exports.nbd.protocol.NbdError;

/** Which requests are legal: section "Request types". Immutable; any thread. */
final class Rules {

    private final Offer offer;
    private final Headers headers;
    private final int contexts;

    Rules(Offer offer, Headers headers, int contexts) {
        this.offer = offer;
        this.headers = headers;
        this.contexts = contexts;
    }

    /** Returns {@link NbdError#NONE}, or the error that answers an illegal request. */
    int check(Request request) {
        int command = request.command();
        int allowed = flags(command);
        if (allowed < 0 || (request.flags() & ~allowed) != 0) {
            return NbdError.EINVAL;
        }
        boolean extendedWrite = headers == Headers.EXTENDED && command == Command.WRITE;
        if (extendedWrite && !request.has(CommandFlag.PAYLOAD_LEN)) {
            return NbdError.EINVAL;
        }
        if (command == Command.FLUSH) {
            return request.offset() == 0 && request.length() == 0 ? NbdError.NONE : NbdError.EINVAL;
        }
        if (offer.readOnly() && writes(command)) {
            return NbdError.EPERM;
        }
        return range(request);
    }

    private int range(Request request) {
        int command = request.command();
        boolean statusPayload = command == Command.BLOCK_STATUS && request.payload() > 0;
        if (statusPayload) {
            // Its length of effect is in the payload.
            return NbdError.NONE;
        }
        if (request.length() == 0) {
            return NbdError.EINVAL;
        }
        if (beyondEnd(request)) {
            return NbdError.beyondEnd(command);
        }
        if (command == Command.READ && request.length() > longestRead(request)) {
            return headers.chunks() ? NbdError.EOVERFLOW : NbdError.EINVAL;
        }
        return command == Command.BLOCK_STATUS && contexts == 0 ? NbdError.EINVAL : NbdError.NONE;
    }

    /** All numbers are unsigned. */
    boolean beyondEnd(Request request) {
        long offset = request.offset();
        long length = request.length();
        return offset < 0 || length < 0 || offset > offer.length() || length > offer.length() - offset;
    }

    /** A read that may not be cut has to fit where replies are written. */
    private static long longestRead(Request request) {
        return request.has(CommandFlag.DF) ? Replies.PIECE : Offer.MAX_PAYLOAD;
    }

    private static boolean writes(int command) {
        return command == Command.WRITE || command == Command.WRITE_ZEROES || command == Command.TRIM;
    }

    /** Returns the flags that go with a command, or -1 for a command that there is not. */
    private int flags(int command) {
        int payload = headers == Headers.EXTENDED ? CommandFlag.PAYLOAD_LEN : 0;
        return switch (command) {
            case Command.READ -> CommandFlag.FUA | (headers.chunks() ? CommandFlag.DF : 0);
            case Command.WRITE -> CommandFlag.FUA | payload;
            case Command.FLUSH, Command.TRIM, Command.CACHE -> CommandFlag.FUA;
            case Command.WRITE_ZEROES -> CommandFlag.FUA | CommandFlag.NO_HOLE | CommandFlag.FAST_ZERO;
            case Command.BLOCK_STATUS -> CommandFlag.FUA | CommandFlag.REQ_ONE | (contexts > 0 ? payload : 0);
            default -> -1;
        };
    }
}
