// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.transmission;

import java.io.IOException;

/** Tells a thread that was held up in a driver that another has taken its connection over meanwhile. */
public final class Relieved extends IOException {

    private static final long serialVersionUID = 1;

    Relieved() {
        super("another thread serves the connection now");
    }
}
