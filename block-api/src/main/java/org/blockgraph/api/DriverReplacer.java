// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api;

import java.util.function.Consumer;
import org.blockgraph.api.rules.GlobalState;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Replaces a driver bundle by a new version, side by side and without a gap: installs the new one, lets it
 * open a scratch image, moves node by node, uninstalls the old one and sees that its class loader goes. A
 * failure before the end leaves, or puts back, the old driver. A service where there is a framework.
 */
@ProviderType
public interface DriverReplacer {

    /**
     * Replaces.
     *
     * @param url where the new bundle is: a URL or a path
     * @param progress called with one line for every step, on the calling thread
     * @return the summary, whose last line is what a command prints
     * @throws BlockException with the reason; the old driver carries on unless the message says otherwise
     */
    @GlobalState
    ReplaceResult replace(String url, Consumer<String> progress) throws BlockException;

    /**
     * What a replacement did.
     *
     * @param format the driver's name
     * @param oldVersion the version that went
     * @param newVersion the version that came
     * @param nodes how many nodes moved
     * @param longestPauseNanos the longest time that a device's gate was closed, in nanoseconds
     * @param leak what keeps the old class loader alive, or an empty string when it is gone
     */
    record ReplaceResult(
            String format,
            String oldVersion,
            String newVersion,
            int nodes,
            long longestPauseNanos,
            String leak) {}
}
