// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

/** A writer's wait for the readers, for the flight recorder. */
@Name("org.blockgraph.lock.WriterWait")
@Label("Writer Wait")
@Category({"Blockgraph", "Graph Lock"})
@Description("A writer waited for the readers to leave")
@Threshold("10 ms")
final class WriterWaitEvent extends Event {

    @Label("Lock")
    String lock;

    @Label("Reason")
    String reason;

    @Label("Readers At Start")
    long readersAtStart;

    @Label("Entered")
    @Description("false: it gave up, or was refused")
    boolean entered;
}
