"""The hub: the web platform of the linked zones.

Everything it does goes through the library; a page never knows more than a command. Inside, one folder a room —
``network``, ``tasks``, ``requests``, ``bottlenecks``, ``innovations``, ``cockpit``, ``api`` — over one ``core``, and in
each room the layers of pretalx: enums, rules → models → domain → forms, tables → views. Imports only go down that list.
"""
