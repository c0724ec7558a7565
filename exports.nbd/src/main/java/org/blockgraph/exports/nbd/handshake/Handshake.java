// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.handshake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.blockgraph.exports.nbd.protocol.HandshakeFlag;
import org.blockgraph.exports.nbd.protocol.Magic;
import org.blockgraph.exports.nbd.protocol.Option;
import org.blockgraph.exports.nbd.protocol.OptionReply;
import org.blockgraph.exports.nbd.wire.Inbox;
import org.blockgraph.exports.nbd.wire.TlsIdentity;
import org.blockgraph.exports.nbd.wire.TlsWire;
import org.blockgraph.exports.nbd.wire.Wire;

/**
 * Talks with one client until it has chosen an export, within {@link #SECONDS} and {@link #MAX_OPTIONS}. On
 * the connection's thread.
 *
 * <p>With a TLS identity nothing but STARTTLS and ABORT is answered in plain text: FORCEDTLS of section
 * "TLS support". Whatever a client agreed on before STARTTLS is forgotten.
 */
public final class Handshake {

    /** How long all of it may take. */
    public static final int SECONDS = 10;

    /** The most options that a client may send. */
    public static final int MAX_OPTIONS = 1024;

    /** The longest data of an option that is looked at, in bytes; what is longer is answered TOO_BIG. */
    public static final int MAX_OPTION = 64 << 10;

    /** The longest data of an option that is skipped, in bytes; who sends more is disconnected. */
    public static final int MAX_SKIPPED = 1 << 20;

    private static final int GREETING = 18;
    private static final int OPTION_HEADER = 16;
    private static final int KNOWN_FLAGS = HandshakeFlag.FIXED_NEWSTYLE | HandshakeFlag.NO_ZEROES;

    private final Catalogue catalogue;
    private final TlsIdentity tls;
    private final Inbox inbox;
    private final long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    private final OptionWriter out;

    private Wire wire;
    private boolean encrypted;
    private boolean fixed;
    private boolean zeroes;
    private Negotiation negotiation;

    /** A handshake that has not begun. Without TLS identity it is in plain text. */
    public Handshake(Wire wire, Inbox inbox, Catalogue catalogue, TlsIdentity tls) {
        this.wire = wire;
        this.inbox = inbox;
        this.catalogue = catalogue;
        this.tls = tls;
        this.out = new OptionWriter(wire, deadlineNanos);
        this.negotiation = new Negotiation(catalogue, out);
    }

    /** Returns the wire as it is now, to be closed with the connection. */
    public Wire wire() {
        return wire;
    }

    /**
     * Shakes hands.
     *
     * @return what it came to; null when the client wants no more
     * @throws IOException when the client is gone, breaks the protocol or takes too long
     */
    public Agreement run() throws IOException {
        greet();
        for (int count = 0; count < MAX_OPTIONS; count++) {
            inbox.require(wire, OPTION_HEADER, deadlineNanos);
            ByteBuffer bytes = inbox.bytes();
            int at = inbox.position();
            if (bytes.getLong(at) != Magic.OPTION) {
                throw new ProtocolException("junk in place of an option");
            }
            int option = bytes.getInt(at + Long.BYTES);
            long length = Integer.toUnsignedLong(bytes.getInt(at + Long.BYTES + Integer.BYTES));
            inbox.skip(OPTION_HEADER);
            if (!fixed && option != Option.EXPORT_NAME) {
                throw new ProtocolException("an option of the fixed newstyle without that style");
            }
            if (option == Option.EXPORT_NAME) {
                return exportName(length);
            }
            OptionRequest request = read(option, length);
            if (request != null && !answer(request)) {
                return null;
            }
            out.send();
            if (negotiation.chosen() != null) {
                return agreement(negotiation.chosen());
            }
        }
        throw new ProtocolException("more than " + MAX_OPTIONS + " options");
    }

    private void greet() throws IOException {
        out.room(GREETING).putLong(Magic.GREETING).putLong(Magic.OPTION).putShort((short) KNOWN_FLAGS);
        out.send();
        inbox.require(wire, Integer.BYTES, deadlineNanos);
        int flags = inbox.bytes().getInt(inbox.position());
        inbox.skip(Integer.BYTES);
        if ((flags & ~KNOWN_FLAGS) != 0) {
            throw new ProtocolException("unknown client flags 0x" + Integer.toHexString(flags));
        }
        fixed = (flags & HandshakeFlag.FIXED_NEWSTYLE) != 0;
        zeroes = (flags & HandshakeFlag.NO_ZEROES) == 0;
    }

    /** Reads an option's data; one that is too long is skipped, answered, and not returned. */
    private OptionRequest read(int option, long length) throws IOException {
        if (length > MAX_SKIPPED) {
            throw new ProtocolException("an option of " + length + " bytes");
        }
        if (length <= MAX_OPTION) {
            return new OptionRequest(option, data((int) length));
        }
        for (long left = length; left > 0; left -= MAX_OPTION) {
            data((int) Math.min(left, MAX_OPTION));
        }
        out.text(option, OptionReply.TOO_BIG, "the longest option has " + MAX_OPTION + " bytes");
        return null;
    }

    private ByteBuffer data(int length) throws IOException {
        inbox.require(wire, length, deadlineNanos);
        byte[] data = new byte[length];
        if (length > 0) {
            inbox.bytes().get(inbox.position(), data);
            inbox.skip(length);
        }
        return ByteBuffer.wrap(data);
    }

    /** Returns whether the client wants to go on. */
    private boolean answer(OptionRequest request) throws IOException {
        int option = request.option();
        if (option == Option.ABORT) {
            out.reply(option, OptionReply.ACK, 0);
            out.send();
            return false;
        }
        try {
            if (option == Option.STARTTLS) {
                startTls(request);
            } else if (tls != null && !encrypted) {
                out.text(option, OptionReply.TLS_REQUIRED, "the server wants TLS: STARTTLS comes first");
            } else if (catalogue.ending()) {
                out.text(option, OptionReply.SHUTDOWN, "the server is being stopped");
            } else {
                negotiation.answer(request);
            }
        } catch (OptionRequest.Malformed e) {
            out.text(option, OptionReply.INVALID, e.getMessage());
        }
        return true;
    }

    private void startTls(OptionRequest request) throws IOException, OptionRequest.Malformed {
        request.requireEnd();
        if (encrypted) {
            throw new OptionRequest.Malformed("TLS has been started already");
        }
        if (tls == null) {
            out.text(request.option(), OptionReply.POLICY, "the server has no certificates for TLS");
            return;
        }
        out.reply(request.option(), OptionReply.ACK, 0);
        out.send();
        // What came with the option in plain text is no part of what follows but the start of the TLS
        // handshake.
        TlsWire encryptedWire = new TlsWire(wire, tls.newEngine(), inbox.takeAll());
        wire = encryptedWire;
        encryptedWire.shakeHands(deadlineNanos);
        encrypted = true;
        out.moveTo(wire);
        negotiation = new Negotiation(catalogue, out);
    }

    /** The option that can't be answered with an error: the connection ends instead. */
    private Agreement exportName(long length) throws IOException {
        if (length > OptionRequest.MAX_STRING) {
            throw new ProtocolException("an export name of " + length + " bytes");
        }
        if (tls != null && !encrypted) {
            throw new ProtocolException("EXPORT_NAME without the TLS that the server wants");
        }
        String name;
        try {
            name = new OptionRequest(Option.EXPORT_NAME, data((int) length)).rest();
        } catch (OptionRequest.Malformed e) {
            throw new ProtocolException("EXPORT_NAME: " + e.getMessage());
        }
        Offer offer = catalogue.ending() ? null : catalogue.find(name);
        if (offer == null || negotiation.headers() == Headers.EXTENDED) {
            throw new ProtocolException("EXPORT_NAME of '" + name + "', which can't be had that way");
        }
        negotiation.writeExport(out.room(GREETING + ExportReply.ZEROES), offer);
        if (zeroes) {
            out.room(ExportReply.ZEROES).put(new byte[ExportReply.ZEROES]);
        }
        out.send();
        return agreement(offer);
    }

    private Agreement agreement(Offer offer) {
        return new Agreement(wire, offer, negotiation.headers(), negotiation.contextsFor(offer));
    }
}
