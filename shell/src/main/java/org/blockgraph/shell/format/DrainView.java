// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import org.blockgraph.shell.result.DrainStep;
import org.blockgraph.shell.result.HeldDrain;

/** Shows drains that the shell holds. */
final class DrainView {

    private DrainView() {}

    static String of(HeldDrain drain) {
        return drain.count() == 1 ? drain.node() : drain.node() + " (" + drain.count() + " times)";
    }

    static String of(DrainStep step) {
        String done = step.did() + ' ' + step.held().node();
        int left = step.held().count();
        if (step.did().equals("drained")) {
            return left == 1 ? done : done + "; to be undrained " + left + " times";
        }
        return left == 0
                ? done
                : done + "; to be undrained " + (left == 1 ? "once" : left + " times") + " more";
    }
}
