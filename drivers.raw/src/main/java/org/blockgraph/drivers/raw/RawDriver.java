// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.raw;

import java.util.EnumSet;
import java.util.Set;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.api.driver.BlockDriverType;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.driver.ChildRole;
import org.blockgraph.api.driver.CreateContext;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.api.driver.OpenContext;
import org.osgi.service.component.annotations.Component;

/**
 * Raw images. Options, by QMP's names: {@code offset} and {@code size}, in bytes, to show a part of the file;
 * without size it reaches to the file's end.
 */
@Component(service = BlockDriver.class)
@BlockDriverType(format = "raw", kind = DriverKind.FORMAT)
public final class RawDriver implements BlockDriver {

    static final Set<ChildRole> FILE = EnumSet.of(ChildRole.DATA, ChildRole.PRIMARY);

    @Override
    public int probe(byte[] head) {
        return PROBE_FALLBACK;
    }

    @Override
    public void create(CreateContext context) throws BlockException {
        new RawCreation(context).run();
    }

    @Override
    public DriverInstance open(OpenContext context) throws BlockException {
        RawPart part = RawPart.of(context.nodeName(), context.options());
        Child file = context.child("file", FILE);
        part.requireWithin(file);
        return new RawInstance(file, part);
    }
}
