// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;

/** What a request meets that was given up because it hung: it gets no further, at any edge. */
final class Abandonment {

    private Abandonment() {}

    static void check(String node, BlockRequest request) throws BlockException {
        if (request.abandoned()) {
            throw of(node, request);
        }
    }

    static BlockException of(String node, BlockRequest request) {
        return new BlockException(
                BlockError.ABANDONED,
                node,
                node + ": a request of " + request.client() + " was given up because it hung; nothing that it"
                        + " still does counts");
    }
}
