// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import jdk.jfr.FlightRecorder;

/**
 * Says whether the flight recorder can be told of anything. It rewrites classes of events so that they call
 * a class of its own, which a framework's loaders find only where {@code org.osgi.framework.bootdelegation}
 * names its package; without that the events would not link, and the lock goes without them.
 */
final class Recorder {

    private static final boolean LINKS = links("jdk.jfr.internal.event.EventWriter");

    private Recorder() {}

    /** Tells whether there was a recording in this process, which can take the lock's events. */
    static boolean isOn() {
        return LINKS && FlightRecorder.isInitialized();
    }

    private static boolean links(String name) {
        try {
            Class.forName(name, false, Recorder.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
