// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

/** The time in which a writer kept the readers out, for the flight recorder. */
@Name("org.blockgraph.lock.WriteHold")
@Label("Write Hold")
@Category({"Blockgraph", "Graph Lock"})
@Description("A writer was inside")
@Threshold("0 ns")
final class WriteHoldEvent extends Event {

    @Label("Lock")
    String lock;

    @Label("Reason")
    String reason;
}
