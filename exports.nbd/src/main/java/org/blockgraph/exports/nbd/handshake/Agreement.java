// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.handshake;

import org.blockgraph.exports.nbd.wire.Wire;

/**
 * What a handshake has come to.
 *
 * @param wire the bytes from here on, encrypted if the two agreed on that
 * @param offer the export that the client chose
 * @param headers how requests and replies look
 * @param contexts the selected metadata contexts, a set of their bits
 */
public record Agreement(Wire wire, Offer offer, Headers headers, int contexts) {}
