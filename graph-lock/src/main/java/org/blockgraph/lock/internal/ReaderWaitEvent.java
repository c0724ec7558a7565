// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

/** A reader that met a writer, for the flight recorder. Made by the reader, on its slow path only. */
@Name("org.blockgraph.lock.ReaderWait")
@Label("Reader Wait")
@Category({"Blockgraph", "Graph Lock"})
@Description("A reader waited for a writer to leave")
@Threshold("10 ms")
final class ReaderWaitEvent extends Event {

    @Label("Lock")
    String lock;

    @Label("Context")
    String context;

    @Label("Reader")
    String reader;

    @Label("Entered")
    @Description("false: it gave up, or was refused")
    boolean entered;

    static ReaderWaitEvent begun() {
        ReaderWaitEvent event = new ReaderWaitEvent();
        event.begin();
        return event;
    }

    /** Records it if somebody wants to know. Called without the list lock. */
    void over(ReaderHold hold, boolean in) {
        end();
        if (shouldCommit()) {
            lock = hold.context().registry().lockName();
            context = hold.context().name();
            reader = hold.owner();
            entered = in;
            commit();
        }
    }
}
