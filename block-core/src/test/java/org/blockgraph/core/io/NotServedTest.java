// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.Limits;
import org.junit.jupiter.api.Test;

/** An edge that meets a node without a driver: an assertion in tests, a typed error in production. */
class NotServedTest {

    @Test
    void isAnAssertionWhereTheyAreOn() {
        Rig rig = new Rig(Limits.BYTES);
        assertTrue(rig.pipe.served());
        rig.pipe.clear();
        assertFalse(rig.pipe.served());
        AssertionError met = assertThrows(
                AssertionError.class, () -> rig.pipe.read(rig.request, 0, Rig.nativeBuffer(8), IoFlags.NONE));
        assertTrue(met.getMessage().contains("disk"));
    }

    @Test
    void isATypedErrorWhereTheyAreOff() throws Exception {
        ClassLoader production = new FreshLoader(NodePipe.class.getPackageName() + ".");
        production.setPackageAssertionStatus(NodePipe.class.getPackageName(), false);
        Class<?> memory = production.loadClass(BounceMemory.class.getName());
        Class<?> type = production.loadClass(NodePipe.class.getName());
        Class<?> threshold = production.loadClass(WriteThreshold.class.getName());
        Object pipe = type.getConstructor(String.class, memory, threshold)
                .newInstance("disk", memory.getConstructor().newInstance(), null);
        InvocationTargetException thrown = assertThrows(
                InvocationTargetException.class,
                () -> type.getMethod("flush", BlockRequest.class, int.class)
                        .invoke(pipe, new FakeRequest("test"), IoFlags.NONE));
        BlockException met = assertInstanceOf(BlockException.class, thrown.getCause());
        assertEquals(BlockError.NO_DRIVER, met.error());
        assertEquals("disk: has no driver now; see block:why disk", met.getMessage());
    }
}
