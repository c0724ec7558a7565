// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import org.blockgraph.api.BlockException;
import org.blockgraph.embed.BlockOptions;
import org.blockgraph.embed.BlockSystem;

/** A block system with all drivers of the class path that keeps its log to itself. */
final class Quiet {

    private Quiet() {}

    static BlockSystem system() throws BlockException {
        return BlockSystem.start(BlockOptions.usual().withLog(line -> { }));
    }
}
