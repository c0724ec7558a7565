// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.handshake;

import java.io.IOException;

/** A client broke the protocol so that only disconnecting is left. */
public final class ProtocolException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Says how. */
    public ProtocolException(String message) {
        super(message);
    }
}
