// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.shell;

import java.util.List;
import org.blockgraph.itests.harness.Peers;

/** How a program is started that file permissions hold for, whoever runs the tests. */
final class Unprivileged {

    private Unprivileged() {}

    /**
     * What goes before the command: for root, a program that takes the right to pass over permissions away.
     */
    static List<String> prefix() {
        if (!System.getProperty("user.name").equals("root")) {
            return List.of();
        }
        Peers.require("setpriv");
        return List.of("setpriv", "--bounding-set", "-dac_override,-dac_read_search");
    }
}
