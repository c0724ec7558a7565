// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.osgi;

import java.time.Duration;
import org.blockgraph.core.life.Patience;
import org.osgi.framework.BundleContext;

/** Reads how long the core waits from framework properties, in milliseconds, where they are set. */
final class CorePatience {

    private static final String PREFIX = "org.blockgraph.patience.";

    private CorePatience() {}

    static Patience of(BundleContext context) {
        Patience usual = Patience.DEFAULT;
        return new Patience(
                read(context, "park", usual.park()),
                read(context, "leave", usual.leave()),
                read(context, "call", usual.call()),
                read(context, "shutdown", usual.shutdown()));
    }

    private static Duration read(BundleContext context, String name, Duration otherwise) {
        String text = context.getProperty(PREFIX + name);
        if (text == null) {
            return otherwise;
        }
        try {
            long millis = Long.parseLong(text.trim());
            if (millis > 0) {
                return Duration.ofMillis(millis);
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("the framework property " + PREFIX + name + " is '" + text
                + "', no number of milliseconds above 0");
    }
}
