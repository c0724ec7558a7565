// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.handshake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.blockgraph.exports.nbd.protocol.Info;
import org.blockgraph.exports.nbd.protocol.MetaContext;
import org.blockgraph.exports.nbd.protocol.Option;
import org.blockgraph.exports.nbd.protocol.OptionReply;

/** Answers options and remembers what was agreed on. The connection's thread. */
final class Negotiation {

    private final Catalogue catalogue;
    private final OptionWriter out;

    private Headers headers = Headers.SIMPLE;
    private Offer chosen;

    /** The contexts that were selected last, and for which export. */
    private int contexts;
    private String contextsOf;

    Negotiation(Catalogue catalogue, OptionWriter out) {
        this.catalogue = catalogue;
        this.out = out;
    }

    Headers headers() {
        return headers;
    }

    /** Returns what the client goes on with, or null while it negotiates. */
    Offer chosen() {
        return chosen;
    }

    /** Contexts count only for the export for which they were selected last. */
    int contextsFor(Offer offer) {
        return offer.name().equals(contextsOf) ? contexts : 0;
    }

    void answer(OptionRequest request) throws IOException, OptionRequest.Malformed {
        int option = request.option();
        switch (option) {
            case Option.LIST -> list(request);
            case Option.INFO, Option.GO -> info(request);
            case Option.STRUCTURED_REPLY -> structuredReply(request);
            case Option.EXTENDED_HEADERS -> {
                request.requireEnd();
                headers = Headers.EXTENDED;
                out.reply(option, OptionReply.ACK, 0);
            }
            case Option.LIST_META_CONTEXT, Option.SET_META_CONTEXT -> metaContext(request);
            default -> out.text(option, OptionReply.UNSUPPORTED, "unknown option " + option);
        }
    }

    private void structuredReply(OptionRequest request) throws IOException, OptionRequest.Malformed {
        request.requireEnd();
        if (headers == Headers.EXTENDED) {
            out.text(
                    request.option(),
                    OptionReply.EXTENDED_HEADERS_REQUIRED,
                    "extended headers are agreed on and have structured replies already");
            return;
        }
        headers = Headers.STRUCTURED;
        out.reply(request.option(), OptionReply.ACK, 0);
    }

    private void list(OptionRequest request) throws IOException, OptionRequest.Malformed {
        request.requireEnd();
        for (Offer offer : catalogue.offers()) {
            byte[] name = utf8(offer.name());
            byte[] description = utf8(offer.description());
            out.reply(request.option(), OptionReply.SERVER, Integer.BYTES + name.length + description.length)
                    .putInt(name.length)
                    .put(name)
                    .put(description);
        }
        out.reply(request.option(), OptionReply.ACK, 0);
    }

    private void info(OptionRequest request) throws IOException, OptionRequest.Malformed {
        int option = request.option();
        String name = request.string();
        int wanted = 0;
        for (int left = request.int16(); left > 0; left--) {
            int kind = request.int16();
            wanted |= kind < Integer.SIZE ? 1 << kind : 0;
        }
        request.requireEnd();
        Offer offer = catalogue.find(name);
        if (offer == null) {
            out.text(option, OptionReply.UNKNOWN, "no export '" + name + "' at this address");
            return;
        }
        final int exportInfo = Short.BYTES + Long.BYTES + Short.BYTES;
        writeExport(out.reply(option, OptionReply.INFO, exportInfo).putShort((short) Info.EXPORT), offer);
        if ((wanted & 1 << Info.NAME) != 0) {
            infoText(option, Info.NAME, offer.name());
        }
        if ((wanted & 1 << Info.DESCRIPTION) != 0 && !offer.description().isEmpty()) {
            infoText(option, Info.DESCRIPTION, offer.description());
        }
        if ((wanted & 1 << Info.BLOCK_SIZE) != 0) {
            out.reply(option, OptionReply.INFO, Short.BYTES + 3 * Integer.BYTES)
                    .putShort((short) Info.BLOCK_SIZE)
                    .putInt(Offer.MIN_BLOCK)
                    .putInt(offer.preferredBlock())
                    .putInt(Offer.MAX_PAYLOAD);
        }
        out.reply(option, OptionReply.ACK, 0);
        if (option == Option.GO) {
            chosen = offer;
        }
    }

    void writeExport(ByteBuffer to, Offer offer) {
        ExportReply.write(to, offer, headers, contextsFor(offer) != 0);
    }

    private void infoText(int option, int kind, String text) throws IOException {
        byte[] bytes = utf8(text);
        out.reply(option, OptionReply.INFO, Short.BYTES + bytes.length).putShort((short) kind).put(bytes);
    }

    private void metaContext(OptionRequest request) throws IOException, OptionRequest.Malformed {
        boolean select = request.option() == Option.SET_META_CONTEXT;
        if (select) {
            contexts = 0;
            contextsOf = null;
        }
        if (!headers.chunks()) {
            throw new OptionRequest.Malformed("metadata contexts need structured replies");
        }
        String name = request.string();
        List<String> queries = new ArrayList<>();
        for (long left = Integer.toUnsignedLong(request.int32()); left > 0; left--) {
            String query = request.string();
            if (query.indexOf(':') < 0) {
                throw new OptionRequest.Malformed("the query '" + query + "' has no colon");
            }
            queries.add(query);
        }
        request.requireEnd();
        Offer offer = catalogue.find(name);
        if (offer == null) {
            out.text(request.option(), OptionReply.UNKNOWN, "no export '" + name + "' at this address");
            return;
        }
        int found = !select && queries.isEmpty() ? MetaContext.ALLOCATION.bit() | MetaContext.DEPTH.bit() : 0;
        for (String query : queries) {
            found |= MetaContext.find(query, !select);
        }
        writeContexts(request.option(), found, select);
        if (select) {
            contexts = found;
            contextsOf = offer.name();
        }
    }

    private void writeContexts(int option, int found, boolean select) throws IOException {
        for (MetaContext context : MetaContext.values()) {
            if ((found & context.bit()) != 0) {
                byte[] label = utf8(context.label());
                out.reply(option, OptionReply.META_CONTEXT, Integer.BYTES + label.length)
                        .putInt(select ? context.id() : 0)
                        .put(label);
            }
        }
        out.reply(option, OptionReply.ACK, 0);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
