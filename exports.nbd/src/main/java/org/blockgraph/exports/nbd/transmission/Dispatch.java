// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.transmission;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.exports.nbd.handshake.Offer;
import org.blockgraph.exports.nbd.handshake.ProtocolException;
import org.blockgraph.exports.nbd.protocol.Command;
import org.blockgraph.exports.nbd.protocol.CommandFlag;
import org.blockgraph.exports.nbd.protocol.NbdError;
import org.blockgraph.exports.nbd.wire.Inbox;

/**
 * Takes requests out of the inbox and decides where each is served. A read that is alone may block in
 * place, since nobody waits behind it and a trial would cost more than it saves; among others it is tried
 * without waiting and handed over if that does not do. Writes go by their {@link Pace}. What may take long
 * for certain (flush, trim, zeroes, status) is handed over. The connection's thread.
 */
final class Dispatch {

    private final Session session;
    private final Rules rules;
    private final int selectedContexts;
    private final int headerSize;
    private final Pace pace = new Pace();

    /** Used again and again, until a thread that is held up keeps it. */
    private Request request = new Request();

    /** How many bytes the request that begins the inbox has, as far as known. */
    private int wanted;
    private boolean disconnected;

    Dispatch(Session session, Rules rules, int contexts) {
        this.session = session;
        this.rules = rules;
        this.selectedContexts = contexts;
        this.headerSize = Request.headerSize(session.headers());
        this.wanted = headerSize;
    }

    int wanted() {
        return wanted;
    }

    /** Tells whether the client asked to be disconnected. */
    boolean disconnected() {
        return disconnected;
    }

    /** Serves every request that is buffered as a whole. Returns how many those were. */
    int serveBuffered() throws IOException {
        Inbox inbox = session.inbox();
        int served = 0;
        while (!disconnected && inbox.available() >= headerSize) {
            request.read(inbox.bytes(), inbox.position(), session.headers());
            if (request.payload() < 0 || request.payload() > Offer.MAX_PAYLOAD) {
                throw new ProtocolException("a payload of " + request.payload() + " bytes");
            }
            if (request.payload() > Inbox.BYTES - headerSize) {
                inbox.skip(headerSize);
                writeLong();
            } else {
                int total = headerSize + (int) request.payload();
                if (inbox.available() < total) {
                    wanted = total;
                    return served;
                }
                serve(inbox.available() - total >= headerSize);
                inbox.skip(total);
            }
            served++;
        }
        wanted = headerSize;
        return served;
    }

    private void serve(boolean more) throws IOException {
        if (request.command() == Command.DISCONNECT) {
            disconnected = true;
            return;
        }
        int error = session.ending() ? NbdError.ESHUTDOWN : rules.check(request);
        if (error != NbdError.NONE) {
            refuse(error);
            return;
        }
        boolean alone = !more && session.nothingElse();
        try {
            switch (request.command()) {
                case Command.READ -> read(alone);
                case Command.WRITE -> write(alone);
                default -> other();
            }
        } catch (BlockException e) {
            // An interrupt ends waits of a connection that is being ended; its replies still go out.
            Thread.interrupted();
            Service.fail(request, e, session.ending(), session.replies());
            session.replied(true);
        }
    }

    private void refuse(int error) throws IOException {
        session.replies().error(request, error, reason(error));
        session.replied(true);
    }

    private String reason(int error) {
        return switch (error) {
            case NbdError.ESHUTDOWN -> "the export is being ended";
            case NbdError.EPERM -> "the export is read-only";
            case NbdError.EOVERFLOW -> "the read is longer than can be answered";
            default -> rules.beyondEnd(request)
                    ? "offset " + Long.toUnsignedString(request.offset()) + " and length "
                            + Long.toUnsignedString(request.length()) + " are not within the export"
                    : "command " + request.command() + " with flags 0x" + Integer.toHexString(request.flags())
                            + " and length " + Long.toUnsignedString(request.length()) + " is not allowed";
        };
    }

    private void read(boolean alone) throws IOException {
        if (request.length() > Replies.PIECE) {
            readLong();
            return;
        }
        int flags = alone ? IoFlags.NONE : IoFlags.NOWAIT;
        if (carryOut(null, 0, flags) != IoResult.DONE) {
            if (session.handOver(request, headerSize, 0)) {
                return;
            }
            carryOut(null, 0, IoFlags.NONE);
        }
        session.counters().add(Counters.Number.READ_BYTES, request.length());
        session.replied(false);
    }

    private int carryOut(MemorySegment payload, int contexts, int flags) throws IOException {
        int messageSize = headerSize + (int) request.payload();
        Replies replies = session.replies();
        return session.inPlace().carryOut(request, payload, contexts, messageSize, replies, flags);
    }

    /** Piece by piece, each sent while the next is read. */
    private void readLong() throws IOException {
        long end = request.offset() + request.length();
        for (long at = request.offset(); at < end; at += Replies.PIECE) {
            Replies replies = session.replies();
            try {
                int size = (int) Math.min(Replies.PIECE, end - at);
                session.inPlace().readPiece(request, at, size, replies);
            } catch (BlockException e) {
                if (!session.headers().chunks() && at > request.offset()) {
                    // Success was told already: section "Simple reply message" wants a hard disconnect.
                    throw new IOException("a read failed half-way: " + e.getMessage());
                }
                throw e;
            }
        }
        session.counters().add(Counters.Number.READ_BYTES, request.length());
        session.replied(false);
    }

    private void write(boolean alone) throws IOException {
        boolean quick = pace.quick() && !request.has(CommandFlag.FUA) && !session.hasStrays();
        boolean fits = request.payload() <= Replies.PIECE;
        if (!alone && !quick && fits && session.handOver(request, headerSize, 0)) {
            return;
        }
        long start = System.nanoTime();
        MemorySegment payload = session.inbox().slice(headerSize, (int) request.payload());
        carryOut(payload, 0, IoFlags.NONE);
        if (!request.has(CommandFlag.FUA)) {
            pace.took(System.nanoTime() - start);
        }
        session.counters().add(Counters.Number.WRITTEN_BYTES, request.length());
        session.replied(false);
    }

    /**
     * A payload that does not fit into the inbox is written as it comes, piece by piece; when one fails the
     * rest is read all the same. With FUA a flush follows the last.
     */
    private void writeLong() throws IOException {
        int error = session.ending() ? NbdError.ESHUTDOWN : rules.check(request);
        if (request.command() != Command.WRITE && error == NbdError.NONE) {
            error = NbdError.EINVAL;
        }
        BlockException failure = null;
        long at = request.offset();
        for (long left = request.payload(); left > 0; ) {
            int size = (int) Math.min(left, Replies.PIECE);
            wanted = size;
            session.receiveAll(size);
            if (error == NbdError.NONE && failure == null) {
                try {
                    session.inPlace().writePiece(at, session.inbox().slice(0, size));
                } catch (BlockException e) {
                    failure = e;
                }
            }
            session.inbox().skip(size);
            at += size;
            left -= size;
        }
        if (error != NbdError.NONE) {
            refuse(error);
        } else {
            endWriteLong(failure);
        }
    }

    private void endWriteLong(BlockException before) throws IOException {
        BlockException failure = before;
        if (failure == null && request.has(CommandFlag.FUA)) {
            try {
                session.inPlace().flush();
            } catch (BlockException e) {
                failure = e;
            }
        }
        if (failure != null) {
            Service.fail(request, failure, session.ending(), session.replies());
        } else {
            session.counters().add(Counters.Number.WRITTEN_BYTES, request.length());
            session.replies().done(request);
        }
        session.replied(failure != null);
    }

    private void other() throws IOException {
        int contexts = 0;
        if (request.payload() > 0) {
            contexts = statusPayload();
            if (contexts == 0 || rules.beyondEnd(request) || request.length() == 0) {
                refuse(NbdError.EINVAL);
                return;
            }
        }
        if (session.handOver(request, headerSize, contexts)) {
            return;
        }
        carryOut(null, contexts, IoFlags.NONE);
        session.replied(false);
    }

    /** Takes the length of effect out of the payload. Returns the contexts in it, or 0. */
    private int statusPayload() {
        int size = (int) request.payload();
        int most = Long.BYTES + Integer.bitCount(selectedContexts) * Integer.BYTES;
        if (size <= Long.BYTES || size > most || size % Integer.BYTES != 0) {
            return 0;
        }
        int at = session.inbox().position() + headerSize;
        request.affect(session.inbox().bytes().getLong(at));
        return StatusReply.contexts(session.inbox().bytes(), at, size, selectedContexts);
    }

    /** Goes on behind a request that stays with a thread that is held up. */
    void leaveBehind() {
        request = new Request();
        wanted = headerSize;
    }

    /** Hears what became of a task. */
    void finished(Task task) {
        Request done = task.request();
        if (!task.failed()) {
            if (done.command() == Command.WRITE && !done.has(CommandFlag.FUA)) {
                pace.took(task.nanos());
            }
            Counters.Number bytes = switch (done.command()) {
                case Command.READ -> Counters.Number.READ_BYTES;
                case Command.WRITE -> Counters.Number.WRITTEN_BYTES;
                default -> null;
            };
            if (bytes != null) {
                session.counters().add(bytes, done.length());
            }
        }
    }
}
