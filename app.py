"""The Streamlit script: `streamlit run app.py`, or `coach run`."""

from coach.ui.app import main

main()
