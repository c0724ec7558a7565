// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.info.DeviceInfo;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.UsageException;
import org.blockgraph.shell.result.Json;

/** What commands have in common towards their users. */
final class Usage {

    /** What Gogo's own help says of a command's arguments. */
    static final String HINT = "options and names, in any order; --help explains them";

    private Usage() {}

    /** Returns a result so that it is shown as the options ask for. */
    static Object output(Arguments arguments, Object result) throws UsageException {
        return arguments.json() ? new Json(result) : result;
    }

    /** Returns the root node of the device of that name; where there is none, the name: a node's then. */
    static String rootOf(BlockGraph graph, String name) {
        return graph.snapshot().devices().stream()
                .filter(device -> device.name().equals(name))
                .map(DeviceInfo::root)
                .findFirst()
                .orElse(name);
    }
}
