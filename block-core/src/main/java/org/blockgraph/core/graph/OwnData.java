// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.graph;

import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoFlags;

/** Looks for what a node holds itself, whatever shows through from below. */
public final class OwnData {

    private OwnData() {}

    /**
     * Returns where the first bytes are that the node holds itself, or -1 when it holds none. By the change
     * that has claimed the node, with a token of the core's own; takes a read hold for each question.
     */
    public static long firstOf(Node node, RequestToken token) throws BlockException {
        BlockStatus status = new BlockStatus();
        long end = node.length();
        for (long at = 0; at < end; at += status.length()) {
            token.hold().lockRead();
            try {
                node.pipe().blockStatus(token, at, end - at, status, IoFlags.NONE);
            } finally {
                token.hold().unlockRead();
            }
            if (status.is(BlockStatus.ALLOCATED)) {
                return at;
            }
        }
        return -1;
    }
}
