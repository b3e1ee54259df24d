"""The pages as a WSGI application; Django under ASGI was 9-40 times slower (measurements Q2)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qianshao.config.settings")
application = get_wsgi_application()
